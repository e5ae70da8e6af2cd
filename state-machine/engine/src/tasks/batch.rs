//! `arn:aws:states:::batch:submitJob`, alone and with `.sync`.
//!
//! Sources: <https://docs.aws.amazon.com/step-functions/latest/dg/connect-batch.html> and
//! <https://docs.aws.amazon.com/batch/latest/APIReference/API_SubmitJob.html>.

mod jobs;
mod request;

use std::sync::Arc;

use apoyo_asl::Pattern;
use async_trait::async_trait;
use serde_json::{Value, json};

pub use jobs::{JobError, RunJobs, SubmittedJob};

use super::letter_case::pascal_case;
use super::reply::{refusal, with_metadata};
use super::submissions::Submissions;
use super::{TaskRequest, TaskRunner};
use crate::failure::{Failure, error_name};

/// Runs `batch:submitJob` and `batch:submitJob.sync`.
///
/// With `.sync` the task ends with its job: its result is the job's description once that has `SUCCEEDED`, and its
/// failure is `States.TaskFailed` with the description as cause once that has `FAILED`. A task that is stopped or takes
/// too long terminates its job. What Batch refuses fails as `Batch.<error>`.
pub struct BatchRunner<J> {
    jobs: Arc<J>,
    submissions: Submissions<Result<SubmittedJob, JobError>>,
}

/// Why a job is terminated, as it stands in the job's `statusReason`.
const REASON: &str = "Step Functions no longer waits for the job: its state was stopped or took too long.";

/// Members of a job's description whose names are the caller's own.
const FREE: [&str; 8] =
    ["annotations", "labels", "limits", "options", "parameters", "requests", "statusSummary", "tags"];

impl<J: RunJobs> BatchRunner<J> {
    /// A runner of these jobs.
    pub fn new(jobs: J) -> Self {
        Self { jobs: Arc::new(jobs), submissions: Submissions::new() }
    }

    async fn submit_and_wait(&self, task: &TaskRequest) -> Result<Value, Failure> {
        let ended = match self.submitted(task).await? {
            Ok(job) => {
                task.attempt.submitted(reply(&job, &task.token));
                self.jobs.wait(&job.job_id).await
            }
            Err(refused) => Err(refused),
        };
        self.submissions.end(&task.token);
        let description = ended.map_err(|error| failure_of(&error, &task.token))?;
        let has_succeeded = description.get("status").and_then(Value::as_str) == Some("SUCCEEDED");
        let shown = pascal_case(description, &FREE);
        if has_succeeded { Ok(shown) } else { Err(Failure::new(error_name::TASK_FAILED, shown.to_string())) }
    }

    /// The job of a task: the one that was recorded, or the one that it submits.
    async fn submitted(&self, task: &TaskRequest) -> Result<Result<SubmittedJob, JobError>, Failure> {
        let token = &task.token;
        if let Some(job) = task.submitted.as_deref().and_then(recorded) {
            return Ok(self.submissions.begin(token, async { Ok(job) }).await);
        }
        let (request, jobs, client_token) = (request::of(task)?, Arc::clone(&self.jobs), token.clone());
        Ok(self.submissions.begin(token, async move { jobs.submit(&request, &client_token).await }).await)
    }
}

#[async_trait]
impl<J: RunJobs> TaskRunner for BatchRunner<J> {
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
        let call = task.resource.rsplit(':').next().unwrap_or_default();
        match (call.split('.').next(), Pattern::of(call)) {
            (Some("submitJob"), Pattern::Sync) => self.submit_and_wait(&task).await,
            (Some("submitJob"), Pattern::RequestResponse) => {
                let request = request::of(&task)?;
                let submitted = self.jobs.submit(&request, &task.token).await;
                let job = submitted.map_err(|error| failure_of(&error, &task.token))?;
                Ok(reply(&job, &task.token))
            }
            _ => Err(Failure::new(
                error_name::RUNTIME,
                format!(
                    "the resource {:?} of state {:?} is not one of arn:aws:states:::batch:submitJob and \
                     arn:aws:states:::batch:submitJob.sync",
                    task.resource, task.state
                ),
            )),
        }
    }

    async fn cancel(&self, token: &str) {
        // A job that Batch refused needs no end.
        let Some(Ok(job)) = self.submissions.cancelled(token).await else { return };
        if let Err(error) = self.jobs.terminate(&job.job_id, REASON).await {
            tracing::warn!(job = %job.job_id, %error, "failed to terminate a job that nobody waits for");
        }
    }
}

fn reply(job: &SubmittedJob, token: &str) -> Value {
    let SubmittedJob { job_arn, job_id, job_name } = job;
    with_metadata(json!({"JobArn": job_arn, "JobId": job_id, "JobName": job_name}), token)
}

/// The job of a reply that was recorded.
fn recorded(reply: &Value) -> Option<SubmittedJob> {
    let text = |name: &str| reply.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(SubmittedJob { job_arn: text("JobArn")?, job_id: text("JobId")?, job_name: text("JobName")? })
}

fn failure_of(error: &JobError, token: &str) -> Failure {
    let cause = refusal(&error.message, ("AWSBatch", error.status, &error.code), token);
    Failure::new(format!("Batch.{}", error.code), cause)
}
