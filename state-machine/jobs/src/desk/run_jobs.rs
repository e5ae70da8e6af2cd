use apoyo_engine::{JobError, RunJobs, SubmittedJob};
use async_trait::async_trait;
use serde_json::Value;

use super::Jobs;
use crate::model::JobKey;

#[async_trait]
impl RunJobs for Jobs {
    async fn submit(&self, request: &Value, client_token: &str) -> Result<SubmittedJob, JobError> {
        let reply = Self::submit(self, request.clone(), client_token.to_owned()).await?;
        let text = |name: &str| reply[name].as_str().unwrap_or_default().to_owned();
        Ok(SubmittedJob { job_arn: text("jobArn"), job_id: text("jobId"), job_name: text("jobName") })
    }

    async fn wait(&self, job_id: &str) -> Result<Value, JobError> {
        Ok(self.ended(JobKey::of(job_id)).await?)
    }

    async fn terminate(&self, job_id: &str, reason: &str) -> Result<(), JobError> {
        Ok(Self::terminate(self, JobKey::of(job_id), reason.to_owned()).await?)
    }
}
