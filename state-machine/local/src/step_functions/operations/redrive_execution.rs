use serde::Deserialize;

use super::describe_execution::{found, redrivable};
use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::shape::{ARN, CLIENT_TOKEN, Member, optional, required};
use crate::step_functions::{ApiError, StepFunctions};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RedriveExecution {
    execution_arn: String,
}

impl Operation for RedriveExecution {
    const NAME: &'static str = "RedriveExecution";
    const MEMBERS: &'static [Member] =
        &[required("executionArn", ARN), optional("clientToken", CLIENT_TOKEN)];

    /// Refuses every execution: those that AWS refuses with its reason, the others because this engine does not redrive.
    async fn call(self, api: &StepFunctions) -> Reply {
        let execution = found(api, &self.execution_arn)?;
        let reason = match redrivable(api, &execution).await? {
            Err(reason) => reason,
            Ok("REDRIVABLE_BY_MAP_RUN") => {
                "Execution is a child of a Map Run: redrive the execution that it belongs to"
            }
            Ok(_) => "Executions cannot be redriven by this engine: start a new one",
        };
        Err(ApiError::new("ExecutionNotRedrivable", reason))
    }
}
