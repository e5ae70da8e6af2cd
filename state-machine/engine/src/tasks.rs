//! Who runs the tasks: the border to Lambda, Batch and whatever else a `Resource` names.

mod attempt;
mod batch;
mod lambda;
mod letter_case;
mod reply;
mod router;
mod states;
mod submissions;

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;

pub use attempt::Attempt;
pub use batch::{BatchRunner, JobError, RunJobs, SubmittedJob};
pub use lambda::{FunctionError, InvokeFunction, LambdaRunner, function_of};
pub use router::TaskRouter;
pub(crate) use states::StatesRunner;

use crate::arn::Arn;
use crate::failure::Failure;
use crate::payload::Payload;

/// Runs tasks.
///
/// The engine ends a task that it no longer wants by dropping its future and then calling [`TaskRunner::cancel`]. A
/// panic in [`TaskRunner::run`] is a failed task.
#[async_trait]
pub trait TaskRunner: Send + Sync + 'static {
    /// Runs one task to its end: a request-response call to its reply, a `.sync` one to the end of its job.
    ///
    /// With `.waitForTaskToken` its end is the reply of the call; the engine then waits for whoever has the token
    /// ([`crate::Engine::send_task_success`]). Tasks of activities and calls of Step Functions itself
    /// (`states:startExecution`, `aws-sdk:sfn:sendTask..`) are the engine's own and never come here.
    ///
    /// # Errors
    /// The failure of the task, under the name that `Retry` and `Catch` match.
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure>;

    /// Ends what a dropped [`TaskRunner::run`] may have left behind; does nothing by default.
    async fn cancel(&self, _token: &str) {}

    /// Whether it runs the tasks of this state of this execution also where they are the engine's own or an activity's, as
    /// one does that answers in their place in a trial. Default no.
    fn stands_in(&self, _execution: &Arn, _state: &str) -> bool {
        false
    }
}

#[async_trait]
impl<R: TaskRunner + ?Sized> TaskRunner for Arc<R> {
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
        (**self).run(task).await
    }

    async fn cancel(&self, token: &str) {
        (**self).cancel(token).await;
    }

    fn stands_in(&self, execution: &Arn, state: &str) -> bool {
        (**self).stands_in(execution, state)
    }
}

/// One attempt at a task.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskRequest {
    /// `Resource` of the state.
    pub resource: Arc<str>,
    /// `Arguments`, or the state's input.
    pub arguments: Payload,
    /// Names this attempt: the same token means the same attempt, begun again after a crash of the engine.
    pub token: String,
    /// The execution.
    pub execution: Arn,
    /// Name of the state.
    pub state: Arc<str>,
    /// `TimeoutSeconds`; the engine ends the task then.
    pub timeout_seconds: Option<u64>,
    /// `HeartbeatSeconds`; the engine ends the task where it does not beat that often.
    pub heartbeat_seconds: Option<u64>,
    /// `RoleArn` of `Credentials`: the role to run it in, where that is not the machine's own. A runner that knows no roles
    /// may pass it over.
    pub role_arn: Option<Arc<str>>,
    /// What this attempt submitted before the engine was started again, where it did: it need not be submitted again.
    pub submitted: Option<Payload>,
    /// With what it tells how far it is.
    pub attempt: Attempt,
}
