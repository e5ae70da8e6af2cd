use apoyo_engine::{ExecutionDescription, RedriveStatus, Status};
use serde::Deserialize;
use serde_json::{Value, json};

use super::list_executions::PENDING_REDRIVE;
use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::reply::{object, seconds};
use crate::step_functions::shape::{ARN, INCLUDED_DATA, Member, optional, required};
use crate::step_functions::{ApiError, StepFunctions, resource_arn};

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
        let standing = (status(api, &execution), redrive_status(api, &execution));
        Ok(reply(&execution, standing, self.included_data.unwrap_or_default()))
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
pub(super) fn redrive_status(api: &StepFunctions, execution: &ExecutionDescription) -> RedriveStatus {
    match api.engine().redrive_status(execution) {
        RedriveStatus::NotRedrivable(reason) => RedriveStatus::NotRedrivable(reason),
        _ if is_machine_gone(api, execution) => {
            RedriveStatus::NotRedrivable("State machine is in DELETING status")
        }
        status => status,
    }
}

/// Whether nothing can be started by the machine of an execution any more.
fn is_machine_gone(api: &StepFunctions, execution: &ExecutionDescription) -> bool {
    let of_run = execution.state_machine_arn.as_str();
    // That of a child has the label of its Map Run.
    let machine = of_run.split_once('/').map_or(of_run, |(machine, _)| machine);
    api.engine().describe_state_machine(&machine.into()).is_err()
}

/// How an execution stands, in AWS's words.
pub(super) fn status(api: &StepFunctions, execution: &ExecutionDescription) -> &'static str {
    if api.engine().is_pending_redrive(execution) { PENDING_REDRIVE } else { execution.status.as_str() }
}

fn reply(
    execution: &ExecutionDescription,
    (status, redrivable): (&str, RedriveStatus),
    included: IncludedData,
) -> Value {
    // Of an execution that took too long AWS says no error: the status says it.
    let told = execution.failure.clone().filter(|_| execution.status != Status::TimedOut);
    let failure = told.unwrap_or_default();
    let output = execution.output.as_ref();
    object([
        ("executionArn", Some(json!(execution.execution_arn))),
        ("stateMachineArn", Some(json!(execution.state_machine_arn))),
        ("name", Some(json!(execution.name))),
        ("status", Some(status.into())),
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
        ("redriveCount", Some(execution.redrive_count.into())),
        ("redriveDate", execution.redrive_date.map(seconds)),
        ("redriveStatus", Some(redrivable.as_str().into())),
        ("redriveStatusReason", redrivable.reason().map(Value::from)),
    ])
}
