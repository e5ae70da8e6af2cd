use serde::Deserialize;
use serde_json::json;

use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::shape::{ARN, Member, NAME, optional, required};
use crate::step_functions::{StepFunctions, resource_arn};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetActivityTask {
    activity_arn: String,
    worker_name: Option<String>,
}

impl Operation for GetActivityTask {
    const NAME: &'static str = "GetActivityTask";
    const MEMBERS: &'static [Member] = &[required("activityArn", ARN), optional("workerName", NAME)];

    /// Waits up to a minute for a task; the reply is empty where none came.
    async fn call(self, api: &StepFunctions) -> Reply {
        let arn = resource_arn::activity(&self.activity_arn)?;
        let task = api.engine().get_activity_task(&arn, self.worker_name.as_deref()).await?;
        Ok(task.map_or_else(
            || json!({}),
            |task| json!({"taskToken": task.task_token, "input": task.input.to_string()}),
        ))
    }
}
