//! `SendTaskSuccess`, `SendTaskFailure`, `SendTaskHeartbeat`: what those do who have a task's token.

use apoyo_engine::Failure;
use serde::Deserialize;
use serde_json::json;

use crate::step_functions::StepFunctions;
use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::shape::{CAUSE, ERROR, Member, SENSITIVE_DATA, TASK_TOKEN, optional, required};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SendTaskSuccess {
    task_token: String,
    output: String,
}

impl Operation for SendTaskSuccess {
    const NAME: &'static str = "SendTaskSuccess";
    const MEMBERS: &'static [Member] =
        &[required("taskToken", TASK_TOKEN), required("output", SENSITIVE_DATA)];

    async fn call(self, api: &StepFunctions) -> Reply {
        api.engine().send_task_success(&self.task_token, &self.output).await?;
        Ok(json!({}))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SendTaskFailure {
    task_token: String,
    error: Option<String>,
    cause: Option<String>,
}

impl Operation for SendTaskFailure {
    const NAME: &'static str = "SendTaskFailure";
    const MEMBERS: &'static [Member] =
        &[required("taskToken", TASK_TOKEN), optional("error", ERROR), optional("cause", CAUSE)];

    async fn call(self, api: &StepFunctions) -> Reply {
        let failure = Failure { error: self.error, cause: self.cause };
        api.engine().send_task_failure(&self.task_token, failure).await?;
        Ok(json!({}))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SendTaskHeartbeat {
    task_token: String,
}

impl Operation for SendTaskHeartbeat {
    const NAME: &'static str = "SendTaskHeartbeat";
    const MEMBERS: &'static [Member] = &[required("taskToken", TASK_TOKEN)];

    async fn call(self, api: &StepFunctions) -> Reply {
        api.engine().send_task_heartbeat(&self.task_token).await?;
        Ok(json!({}))
    }
}
