use apoyo_engine::{ExecutionDescription, HISTORY_LIMIT_EVENTS, HistoryOrder, HistoryRequest, Status};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::reply::{object, seconds};
use crate::step_functions::shape::{ARN, INCLUDED_DATA, Member, optional, required};
use crate::step_functions::{ApiError, StepFunctions, resource_arn};

/// How long after its end an execution can be redriven.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html>.
const REDRIVABLE_FOR: SignedDuration = SignedDuration::from_hours(14 * 24);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DescribeExecution {
    execution_arn: String,
    included_data: Option<IncludedData>,
}

/// Whether a reply tells the data or only what stands around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum IncludedData {
    #[default]
    AllData,
    MetadataOnly,
}

impl IncludedData {
    /// This, where data is told.
    pub(super) fn data<T>(self, data: T) -> Option<T> {
        (self == Self::AllData).then_some(data)
    }

    pub(super) fn details(self) -> Value {
        json!({"included": self == Self::AllData})
    }
}

impl Operation for DescribeExecution {
    const NAME: &'static str = "DescribeExecution";
    const MEMBERS: &'static [Member] =
        &[required("executionArn", ARN), optional("includedData", INCLUDED_DATA)];

    async fn call(self, api: &StepFunctions) -> Reply {
        let execution = found(api, &self.execution_arn)?;
        let redrivable = redrivable(api, &execution).await?;
        Ok(reply(&execution, redrivable, self.included_data.unwrap_or_default()))
    }
}

/// The Standard execution of an ARN.
///
/// # Errors
/// `InvalidArn`, or `ExecutionDoesNotExist`.
pub(super) fn found(api: &StepFunctions, arn: &str) -> Result<ExecutionDescription, ApiError> {
    let parsed = resource_arn::execution(arn)?;
    api.engine().describe_execution(&parsed).map_err(|_| ApiError::no_execution(arn))
}

/// Whether an execution could be redriven; if not, why.
///
/// # Errors
/// When the history cannot be read.
pub(super) async fn redrivable(
    api: &StepFunctions,
    execution: &ExecutionDescription,
) -> Result<Result<&'static str, &'static str>, ApiError> {
    match execution.status {
        Status::Running => return Ok(Err("Execution is RUNNING and cannot be redriven")),
        Status::Succeeded => return Ok(Err("Execution is SUCCEEDED and cannot be redriven")),
        Status::Failed | Status::TimedOut | Status::Aborted => {}
    }
    if is_past(execution.stop_date, api.now()) {
        return Ok(Err("Execution redrivable period exceeded"));
    }
    let last = HistoryRequest { after: 0, max_results: 1, order: HistoryOrder::NewestFirst };
    let page = api.engine().get_execution_history(&execution.execution_arn, last).await?;
    if page.events.first().is_some_and(|event| event.id >= HISTORY_LIMIT_EVENTS) {
        return Ok(Err("Execution history event limit exceeded"));
    }
    Ok(Ok(if execution.child.is_some() { "REDRIVABLE_BY_MAP_RUN" } else { "REDRIVABLE" }))
}

fn is_past(stopped: Option<Timestamp>, now: Timestamp) -> bool {
    stopped.is_some_and(|stopped| now.duration_since(stopped) > REDRIVABLE_FOR)
}

fn reply(execution: &ExecutionDescription, redrivable: Result<&str, &str>, included: IncludedData) -> Value {
    // Of an execution that took too long AWS says no error: the status says it.
    let told = execution.failure.clone().filter(|_| execution.status != Status::TimedOut);
    let failure = told.unwrap_or_default();
    let output = execution.output.as_ref();
    object([
        ("executionArn", Some(json!(execution.execution_arn))),
        ("stateMachineArn", Some(json!(execution.state_machine_arn))),
        ("name", Some(json!(execution.name))),
        ("status", Some(json!(execution.status.as_str()))),
        ("startDate", Some(seconds(execution.start_date))),
        ("stopDate", execution.stop_date.map(seconds)),
        ("input", included.data(execution.input.to_string().into())),
        ("inputDetails", Some(included.details())),
        ("output", output.and_then(|output| included.data(output.to_string().into()))),
        ("outputDetails", output.map(|_| included.details())),
        ("error", failure.error.and_then(|error| included.data(error.into()))),
        ("cause", failure.cause.and_then(|cause| included.data(cause.into()))),
        ("traceHeader", execution.trace_header.as_deref().map(Value::from)),
        ("mapRunArn", execution.child.as_ref().map(|child| json!(child.map_run_arn))),
        ("stateMachineVersionArn", execution.version_arn.as_ref().map(|arn| json!(arn))),
        ("stateMachineAliasArn", execution.alias_arn.as_ref().map(|arn| json!(arn))),
        ("redriveCount", Some(0.into())),
        ("redriveStatus", Some(redrivable.unwrap_or("NOT_REDRIVABLE").into())),
        ("redriveStatusReason", redrivable.err().map(Value::from)),
    ])
}
