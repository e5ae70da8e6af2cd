use apoyo_asl::Pattern;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::super::TaskRequest;
use super::call::{self, Dialect};
use crate::api::{Error, ExecutionDescription, Handle, Start, Started};
use crate::arn::Arn;
use crate::execution::Status;
use crate::failure::{Failure, error_name};

/// Starts the execution that a task asks for, and gives the reply.
///
/// # Errors
/// With the failure of the task where it cannot be started.
pub(super) async fn start(handle: &Handle, task: &TaskRequest, dialect: Dialect) -> Result<Value, Failure> {
    let machine = call::text(task, "StateMachineArn")?.into();
    let input = call::json_text(task, "Input");
    let given = task.arguments.get("Name").and_then(Value::as_str);
    // The same attempt begun again after a crash starts no second execution.
    let own = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, task.token.as_bytes()).to_string();
    let name = Some(given.unwrap_or(&own));
    let start = Start { target: &machine, name, input: &input, trace_header: None };
    let started = handle.start_execution(start).await;
    let started = match (started, given) {
        (Err(Error::ExecutionAlreadyExists { arn }), None) => started_before(handle, arn.as_str().into()),
        (started, _) => started,
    };
    let started = started.map_err(|error| dialect.failure(&error, &task.token))?;
    Ok(dialect.started(&started, &task.token))
}

fn started_before(handle: &Handle, execution_arn: Arn) -> Result<Started, Error> {
    let start_date = handle.watch_execution(&execution_arn)?.borrow().start_date;
    Ok(Started { execution_arn, start_date })
}

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
