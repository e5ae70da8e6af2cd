use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::Value;

use crate::infra::{short, table};

/// A history as people read it: id, time since the start, type, state, and what matters of the details.
pub(super) fn table(events: &[Value]) -> String {
    let start = events.first().map_or(Timestamp::UNIX_EPOCH, moment);
    let mut states: HashMap<u64, String> = HashMap::new();
    let rows = events.iter().map(|event| {
        let state = state_of(event).map_or_else(|| inherited(event, &states), str::to_owned);
        states.insert(event["id"].as_u64().unwrap_or_default(), state.clone());
        let kind = event["type"].as_str().unwrap_or_default();
        [
            event["id"].to_string(),
            elapsed(start, moment(event)),
            kind.to_owned(),
            state,
            short::text(&told(event)),
        ]
    });
    table::table(rows.collect::<Vec<_>>())
}

fn moment(event: &Value) -> Timestamp {
    let seconds = event["timestamp"].as_f64().unwrap_or_default();
    jiff::SignedDuration::try_from_secs_f64(seconds)
        .ok()
        .and_then(|since| Timestamp::UNIX_EPOCH.checked_add(since).ok())
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

/// `0.012 s`, `5:03.250`, `2:00:00.000`, `365 d 0:00:00.000`.
pub(super) fn elapsed(from: Timestamp, to: Timestamp) -> String {
    const DAY: i128 = 86_400_000;
    let milliseconds = to.duration_since(from).as_millis().max(0);
    let (days, rest) = (milliseconds / DAY, milliseconds % DAY);
    let (hours, minutes) = (rest / 3_600_000, rest / 60_000 % 60);
    let (seconds, thousandths) = (rest / 1_000 % 60, rest % 1_000);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds}.{thousandths:03} s"),
        (0, 0, _) => format!("{minutes}:{seconds:02}.{thousandths:03}"),
        (0, _, _) => format!("{hours}:{minutes:02}:{seconds:02}.{thousandths:03}"),
        _ => format!("{days} d {hours}:{minutes:02}:{seconds:02}.{thousandths:03}"),
    }
}

/// The details of an event.
fn details(event: &Value) -> Option<&Value> {
    let members = event.as_object()?.iter();
    members.filter(|(name, _)| name.ends_with("EventDetails")).map(|(_, details)| details).next()
}

/// The state that an event names.
fn state_of(event: &Value) -> Option<&str> {
    let details = details(event)?;
    let named = details.get("name").or_else(|| details.get("state"))?;
    named.as_str()
}

/// The state of the event that led to this one; an execution's own events are of none.
fn inherited(event: &Value, states: &HashMap<u64, String>) -> String {
    let is_of_execution = event["type"].as_str().is_some_and(|kind| kind.starts_with("Execution"));
    let before = event["previousEventId"].as_u64().filter(|_| !is_of_execution);
    before.and_then(|before| states.get(&before)).cloned().unwrap_or_default()
}

/// What a person wants to know first: the error, else what was called, else the data.
fn told(event: &Value) -> String {
    let Some(details) = details(event) else { return String::new() };
    let text = |name: &str| details.get(name).and_then(Value::as_str);
    let failure = match (text("error"), text("cause")) {
        (Some(error), Some(cause)) => Some(format!("{error}: {cause}")),
        (error, cause) => error.or(cause).map(str::to_owned),
    };
    let called = match (text("resourceType"), text("resource")) {
        (Some(service), Some(call)) => Some([service, ":", call].concat()),
        (None, resource) => resource.map(str::to_owned),
        (service, None) => service.map(str::to_owned),
    };
    let data = text("parameters").or(text("input")).or(text("output"));
    let counted = ["index", "length"].iter().find_map(|name| Some(format!("{name} {}", details.get(*name)?)));
    let other = text("mapRunArn").map(str::to_owned);
    let known = [failure, called, counted, other].into_iter().flatten().chain(data.map(str::to_owned));
    known.collect::<Vec<_>>().join("  ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn time_is_told_in_the_units_that_it_needs() {
        let told = |milliseconds: i64| {
            elapsed(Timestamp::UNIX_EPOCH, Timestamp::from_millisecond(milliseconds).unwrap())
        };
        assert_eq!(told(12), "0.012 s");
        assert_eq!(told(303_250), "5:03.250");
        assert_eq!(told(7_200_000), "2:00:00.000");
        assert_eq!(told(365 * 86_400_000 + 1), "365 d 0:00:00.001");
    }

    #[test]
    fn an_event_without_a_name_is_of_the_state_that_led_to_it() {
        let events = [
            json!({"id": 1, "previousEventId": 0, "timestamp": 10.0, "type": "ExecutionStarted",
                "executionStartedEventDetails": {"input": "{}", "roleArn": "r"}}),
            json!({"id": 2, "previousEventId": 0, "timestamp": 10.5, "type": "TaskStateEntered",
                "stateEnteredEventDetails": {"name": "Pay", "input": "{}"}}),
            json!({"id": 3, "previousEventId": 2, "timestamp": 11.0, "type": "TaskFailed",
                "taskFailedEventDetails": {"error": "Declined", "cause": "no money", "resource": "invoke", "resourceType": "lambda"}}),
        ];
        let told = table(&events);
        assert!(
            told.contains("  3  1.000 s  TaskFailed        Pay  Declined: no money  lambda:invoke\n"),
            "{told}"
        );
    }
}
