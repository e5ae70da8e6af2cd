use apoyo_asl::Pattern;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::api::ExecutionDescription;
use crate::execution::Status;
use crate::failure::{Failure, error_name};

/// The result of a task that waited for an execution: what `DescribeExecution` says of it, its output as text for
/// `.sync` and as JSON for `.sync:2`.
///
/// # Errors
/// With `States.TaskFailed` and the same as cause where the execution did not succeed.
pub(super) fn result(ended: &ExecutionDescription, pattern: Pattern) -> Result<Value, Failure> {
    let mut shown = described(ended);
    if ended.status != Status::Succeeded {
        return Err(Failure::new(error_name::TASK_FAILED, Value::Object(shown).to_string()));
    }
    let output = ended.output.as_deref().cloned().unwrap_or_default();
    let output = if pattern == Pattern::Sync2 { output } else { Value::String(output.to_string()) };
    shown.insert("Output".into(), output);
    shown.insert("OutputDetails".into(), json!({"Included": true}));
    Ok(Value::Object(shown))
}

fn described(ended: &ExecutionDescription) -> Map<String, Value> {
    let failure = ended.failure.clone().unwrap_or_default();
    let members = [
        ("Cause", failure.cause.map(Value::from)),
        ("Error", failure.error.map(Value::from)),
        ("ExecutionArn", Some(json!(ended.execution_arn))),
        ("Input", Some(ended.input.to_string().into())),
        ("InputDetails", Some(json!({"Included": true}))),
        ("Name", Some(ended.name.as_str().into())),
        ("StartDate", Some(milliseconds(ended.start_date))),
        ("StateMachineArn", Some(json!(ended.state_machine_arn))),
        ("Status", Some(ended.status.as_str().into())),
        ("StopDate", ended.stop_date.map(milliseconds)),
    ];
    members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// A time as the optimised integration writes it: milliseconds since 1970.
pub(super) fn milliseconds(at: Timestamp) -> Value {
    at.as_millisecond().into()
}
