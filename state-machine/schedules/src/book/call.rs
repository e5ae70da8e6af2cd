use apoyo_engine::Realm;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Entry, Invocation};
use crate::definition::TargetCall;
use crate::start::Start;

/// The execution of an invocation.
///
/// In the target's input, Scheduler's context attributes stand for what they say.
///
/// Source: <https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html>.
pub(crate) fn start_of(entry: &Entry, invocation: &Invocation, realm: &Realm) -> Start {
    let attributes = Attributes::of(entry, invocation, realm);
    let name = invocation.id.to_string();
    match &entry.definition.target.call {
        TargetCall::StateMachine { input } => Start {
            state_machine_arn: entry.definition.target.arn.clone(),
            name,
            input: input.as_ref().map_or_else(
                || attributes.event(realm).to_string(),
                |input| attributes.in_place_of_names(input),
            ),
            trace_header: None,
        },
        TargetCall::StartExecution { request } => {
            let request = attributes.in_place_of_names(request);
            let request: Value = serde_json::from_str(&request).unwrap_or_default();
            let text = |name: &str| request.get(name).and_then(Value::as_str).map(str::to_owned);
            // What is no text is meant as JSON.
            let other = || request.get("Input").filter(|input| !input.is_null()).map(Value::to_string);
            Start {
                state_machine_arn: text("StateMachineArn").unwrap_or_default(),
                name: text("Name").unwrap_or(name),
                input: text("Input").or_else(other).unwrap_or_else(|| "{}".to_owned()),
                trace_header: text("TraceHeader"),
            }
        }
    }
}

/// What an invocation says of itself.
struct Attributes {
    schedule_arn: String,
    scheduled_time: String,
    execution_id: String,
    attempt_number: String,
}

impl Attributes {
    fn of(entry: &Entry, invocation: &Invocation, realm: &Realm) -> Self {
        Self {
            schedule_arn: entry.definition.id.arn(realm),
            scheduled_time: to_the_second(invocation.occurrence.at),
            execution_id: invocation.id.simple().to_string(),
            attempt_number: (invocation.tries + 1).to_string(),
        }
    }

    fn in_place_of_names(&self, input: &str) -> String {
        [
            ("<aws.scheduler.schedule-arn>", &self.schedule_arn),
            ("<aws.scheduler.scheduled-time>", &self.scheduled_time),
            ("<aws.scheduler.execution-id>", &self.execution_id),
            ("<aws.scheduler.attempt-number>", &self.attempt_number),
        ]
        .into_iter()
        .fold(input.to_owned(), |input, (name, value)| input.replace(name, value))
    }

    /// What Scheduler sends to a target without an input.
    fn event(&self, realm: &Realm) -> Value {
        json!({
            "version": "0",
            "id": self.execution_id,
            "detail-type": "Scheduled Event",
            "source": "aws.scheduler",
            "account": realm.account,
            "time": self.scheduled_time,
            "region": realm.region,
            "resources": [self.schedule_arn],
            "detail": "{}",
        })
    }
}

fn to_the_second(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
