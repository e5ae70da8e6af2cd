use async_trait::async_trait;
use serde_json::Value;

/// AWS Batch, or what stands in for it.
///
/// Requests and descriptions are those of Batch's own API as JSON, with its names: `jobName`, `arrayProperties`.
#[async_trait]
pub trait RunJobs: Send + Sync + 'static {
    /// `SubmitJob`. The same client token again is the same job, which is not submitted twice, also after a restart.
    ///
    /// # Errors
    /// When the job is refused.
    async fn submit(&self, request: &Value, client_token: &str) -> Result<SubmittedJob, JobError>;

    /// Waits until a job has `SUCCEEDED` or `FAILED`, an array job with all its children; gives back its `JobDetail` as
    /// `DescribeJobs` does. Waiting may be dropped and begun again.
    ///
    /// # Errors
    /// When there is no such job, or it cannot be described.
    async fn wait(&self, job_id: &str) -> Result<Value, JobError>;

    /// `TerminateJob`: ends a job and the children of an array job, with this `statusReason`. Nothing where it has ended.
    ///
    /// # Errors
    /// When there is no such job, or it cannot be ended.
    async fn terminate(&self, job_id: &str, reason: &str) -> Result<(), JobError>;
}

/// The reply of `SubmitJob`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmittedJob {
    /// ARN of the job.
    pub job_arn: String,
    /// Its id.
    pub job_id: String,
    /// Its name.
    pub job_name: String,
}

/// Why Batch refused a call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct JobError {
    /// The error's name, as in `ClientException` or `ServerException`; a state machine knows it as `Batch.<code>`.
    pub code: String,
    /// HTTP status of the answer, as in 400.
    pub status: u16,
    /// What Batch says.
    pub message: String,
}
