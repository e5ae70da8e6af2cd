//! What the optimised `events:putEvents` does beyond calling.
//!
//! Source: <https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html>.

use apoyo_engine::{Arn, Failure};
use serde_json::{Value, json};

/// The request with the execution and its state machine among the resources of every event.
pub(crate) fn with_origin(mut request: Value, execution: &Arn) -> Value {
    let origin: Vec<Value> = std::iter::once(execution.as_str().to_owned())
        .chain(machine_of(execution))
        .map(Value::from)
        .collect();
    for entry in request["Entries"].as_array_mut().into_iter().flatten() {
        let resources =
            entry.as_object_mut().map(|entry| entry.entry("Resources").or_insert_with(|| json!([])));
        if let Some(Value::Array(resources)) = resources {
            resources.extend(origin.iter().cloned());
        }
    }
    request
}

/// ARN of the state machine of an execution: `..:stateMachine:<name>` of `..:execution:<name>:..` and `..:express:<name>:..`.
fn machine_of(execution: &Arn) -> Option<String> {
    let mut parts: Vec<&str> = execution.as_str().splitn(8, ':').collect();
    if parts.len() < 7 || !["execution", "express"].contains(&parts[5]) {
        return None;
    }
    parts.truncate(7);
    parts[5] = "stateMachine";
    Some(parts.join(":"))
}

/// Fails where the bus did not take every event.
///
/// # Errors
/// `EventBridge.FailedEntry`, with the reply as cause.
pub(crate) fn check(result: &Value) -> Result<(), Failure> {
    if result["FailedEntryCount"].as_u64().unwrap_or_default() == 0 {
        return Ok(());
    }
    Err(Failure::new("EventBridge.FailedEntry", result.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_says_where_it_comes_from() {
        let execution = "arn:aws:states:us-east-1:0:execution:triage:one".into();
        let request = json!({"Entries": [{"Source": "a"}, {"Resources": ["mine"]}]});
        let machine = "arn:aws:states:us-east-1:0:stateMachine:triage";
        let wanted = json!({"Entries": [
            {"Source": "a", "Resources": ["arn:aws:states:us-east-1:0:execution:triage:one", machine]},
            {"Resources": ["mine", "arn:aws:states:us-east-1:0:execution:triage:one", machine]},
        ]});
        assert_eq!(with_origin(request, &execution), wanted);
        let express = "arn:aws:states:us-east-1:0:express:triage:one:uuid".into();
        assert_eq!(machine_of(&express).as_deref(), Some(machine));
        assert_eq!(machine_of(&"arn:aws:states:us-east-1:0:activity:a".into()), None);
    }

    #[test]
    fn an_event_that_was_not_taken_fails_the_task() {
        assert_eq!(check(&json!({"FailedEntryCount": 0, "Entries": []})), Ok(()));
        let reply = json!({"FailedEntryCount": 1, "Entries": [{"ErrorCode": "InternalFailure"}]});
        let failure = check(&reply).unwrap_err();
        assert_eq!(failure.name(), "EventBridge.FailedEntry");
    }
}
