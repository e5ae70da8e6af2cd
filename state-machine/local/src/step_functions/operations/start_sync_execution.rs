use apoyo_engine::{ExecutionDescription, Status};
use serde::Deserialize;
use serde_json::{Value, json};

use super::describe_execution::IncludedData;
use super::start_execution::{StartExecution, target};
use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::registry::MachineType;
use crate::step_functions::reply::{object, seconds};
use crate::step_functions::shape::{
    ARN, INCLUDED_DATA, Member, NAME, SENSITIVE_DATA, TRACE_HEADER, optional, required,
};
use crate::step_functions::{ApiError, StepFunctions};

/// Steps in which duration is billed, in milliseconds. Source: <https://aws.amazon.com/step-functions/pricing/>.
const BILLED_STEP_MILLISECONDS: i64 = 100;
/// Step in which memory is billed; how much an execution takes on AWS cannot be told here, so it is the least.
const BILLED_MEMORY_MB: u64 = 64;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StartSyncExecution {
    state_machine_arn: String,
    name: Option<String>,
    input: Option<String>,
    trace_header: Option<String>,
    included_data: Option<IncludedData>,
}

impl Operation for StartSyncExecution {
    const NAME: &'static str = "StartSyncExecution";
    const MEMBERS: &'static [Member] = &[
        required("stateMachineArn", ARN),
        optional("name", NAME),
        optional("input", SENSITIVE_DATA),
        optional("traceHeader", TRACE_HEADER),
        optional("includedData", INCLUDED_DATA),
    ];

    /// Replies when the execution has ended, after five minutes at the latest; how it ended is in the reply, not an error.
    async fn call(self, api: &StepFunctions) -> Reply {
        let included = self.included_data.unwrap_or_default();
        let Self { state_machine_arn, name, input, trace_header, .. } = self;
        let request = StartExecution { state_machine_arn, name, input, trace_header };
        let (target, machine_type) = target(api, &request.state_machine_arn)?;
        if machine_type != MachineType::Express {
            return Err(ApiError::type_not_supported());
        }
        let started = api.engine().start_execution_as(request.start(&target)).await?;
        let ended = api.engine().wait_for_end(&started.execution_arn).await?;
        Ok(reply(&ended, included))
    }
}

fn reply(ended: &ExecutionDescription, included: IncludedData) -> Value {
    let failure = ended.failure.clone().unwrap_or_default();
    let output = ended.output.as_ref();
    let stop = ended.stop_date.unwrap_or(ended.start_date);
    // Of an execution that was stopped the reply knows no other word.
    let status = if ended.status == Status::Aborted { Status::Failed } else { ended.status };
    object([
        ("executionArn", Some(json!(ended.execution_arn))),
        ("stateMachineArn", Some(json!(ended.state_machine_arn))),
        ("name", Some(json!(ended.name))),
        ("startDate", Some(seconds(ended.start_date))),
        ("stopDate", Some(seconds(stop))),
        ("status", Some(status.as_str().into())),
        ("error", failure.error.and_then(|error| included.data(error.into()))),
        ("cause", failure.cause.and_then(|cause| included.data(cause.into()))),
        ("input", included.data(ended.input.to_string().into())),
        ("inputDetails", Some(included.details())),
        ("output", output.and_then(|output| included.data(output.to_string().into()))),
        ("outputDetails", output.map(|_| included.details())),
        ("traceHeader", ended.trace_header.as_deref().map(Value::from)),
        ("billingDetails", Some(billing(stop.duration_since(ended.start_date).as_millis()))),
    ])
}

fn billing(milliseconds: i128) -> Value {
    let step = i128::from(BILLED_STEP_MILLISECONDS);
    let steps = ((milliseconds.max(0) + step - 1) / step).max(1);
    let billed = i64::try_from(steps * step).unwrap_or(i64::MAX);
    json!({"billedMemoryUsedInMB": BILLED_MEMORY_MB, "billedDurationInMilliseconds": billed})
}
