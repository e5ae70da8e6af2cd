use apoyo_engine::{JobError, RunJobs, SubmittedJob};
use async_trait::async_trait;
use serde_json::Value;

use super::Jobs;
use super::message::Fault;
use crate::model::JobKey;

#[async_trait]
impl RunJobs for Jobs {
    async fn submit(&self, request: &Value, client_token: &str) -> Result<SubmittedJob, JobError> {
        let submitted = Self::submit(self, request.clone(), client_token.to_owned()).await;
        let reply = answered(submitted).await?;
        let text = |name: &str| reply[name].as_str().unwrap_or_default().to_owned();
        Ok(SubmittedJob { job_arn: text("jobArn"), job_id: text("jobId"), job_name: text("jobName") })
    }

    async fn wait(&self, job_id: &str) -> Result<Value, JobError> {
        answered(self.ended(JobKey::of(job_id)).await).await
    }

    async fn terminate(&self, job_id: &str, reason: &str) -> Result<(), JobError> {
        Ok(Self::terminate(self, JobKey::of(job_id), reason.to_owned()).await?)
    }
}

/// An answer to a task. Where the cloud ends there is none: a task that failed for that would have failed for ever, one that
/// is still under way goes on when the cloud is opened again.
async fn answered(answer: Result<Value, Fault>) -> Result<Value, JobError> {
    match answer {
        Err(Fault::Gone) => std::future::pending().await,
        answer => Ok(answer?),
    }
}
