use aws_sdk_sfn::types::ExecutionStatus;
use serde::Serialize;

use crate::error::call;
use crate::{ExecutionRef, OperateError, Site};

/// An execution that was to be stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stopped {
    /// Its ARN.
    pub execution_arn: String,
    /// Its name.
    pub name: String,
    /// What it was before.
    pub was: String,
    /// What it is now: `ABORTED`, or how it had ended before.
    pub status: String,
}

impl Site {
    /// Stops an execution; one that has ended stays as it is. Its photos stay where they are: what it had claimed is taken
    /// up by the next execution, by `replay` or put back by `undo`.
    ///
    /// # Errors
    /// When the execution is not there, or Step Functions does not answer or refuses.
    pub async fn stop(&self, wanted: &ExecutionRef, cause: &str) -> Result<Stopped, OperateError> {
        let execution = self.named(wanted).await?;
        let was = self.describe(&execution).await?.status;
        let status = if is_under_way(&was) {
            let request = self.functions.stop_execution().execution_arn(&execution.arn);
            let sent = request.error("Apoyo.Stopped").cause(cause).send().await;
            sent.map_err(call("StopExecution", execution.name.as_str()))?;
            self.describe(&execution).await?.status
        } else {
            was.clone()
        };
        Ok(Stopped {
            execution_arn: execution.arn,
            name: execution.name.to_string(),
            was: was.as_str().to_owned(),
            status: status.as_str().to_owned(),
        })
    }
}

/// Whether an execution may still move photos.
pub(crate) fn is_under_way(status: &ExecutionStatus) -> bool {
    matches!(status, ExecutionStatus::Running | ExecutionStatus::PendingRedrive)
}
