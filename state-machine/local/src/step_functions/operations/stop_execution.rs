use apoyo_engine::Failure;
use serde::Deserialize;
use serde_json::json;

use super::describe_execution::found;
use crate::step_functions::StepFunctions;
use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::reply::seconds;
use crate::step_functions::shape::{ARN, CAUSE, ERROR, Member, optional, required};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StopExecution {
    execution_arn: String,
    error: Option<String>,
    cause: Option<String>,
}

impl Operation for StopExecution {
    const NAME: &'static str = "StopExecution";
    const MEMBERS: &'static [Member] =
        &[required("executionArn", ARN), optional("error", ERROR), optional("cause", CAUSE)];

    /// Replies when it has ended; one that had ended before stays as it was.
    async fn call(self, api: &StepFunctions) -> Reply {
        let execution = found(api, &self.execution_arn)?.execution_arn;
        let failure = Failure { error: self.error, cause: self.cause };
        api.engine().stop_execution(&execution, failure)?;
        let ended = api.engine().wait_for_end(&execution).await?;
        Ok(json!({"stopDate": seconds(ended.stop_date.unwrap_or_else(|| api.now()))}))
    }
}
