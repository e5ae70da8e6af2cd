//! What Step Functions calls of itself: `states:startExecution`, and the calls of `aws-sdk:sfn` that report on tasks.
//!
//! Source: <https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html>; the form of replies and
//! failures was recorded.

mod call;
mod nested;

use apoyo_asl::Pattern;
use async_trait::async_trait;
use serde_json::{Value, json};

use call::{Action, Call, Dialect};

use super::submissions::Submissions;
use super::{TaskRequest, TaskRunner};
use crate::api::Handle;
use crate::arn::Arn;
use crate::failure::Failure;

/// Runs the tasks that call the engine itself.
pub(crate) struct StatesRunner {
    handle: Handle,
    /// The replies to those who wait for the execution that they start.
    submissions: Submissions<Result<Value, Failure>>,
}

impl StatesRunner {
    pub(crate) fn new(handle: Handle) -> Self {
        Self { handle, submissions: Submissions::new() }
    }

    /// Whether it runs tasks of this resource.
    pub(crate) fn runs(resource: &str) -> bool {
        Call::of(resource).is_some()
    }

    async fn start_and_wait(&self, task: &TaskRequest, pattern: Pattern) -> Result<Value, Failure> {
        let submission = if let Some(reply) = task.submitted.as_deref().cloned() {
            self.submissions.begin(&task.token, async { Ok(reply) })
        } else {
            let (handle, task) = (self.handle.clone(), task.clone());
            let token = task.token.clone();
            let start = async move { nested::start(&handle, &task, Dialect::Optimised).await };
            self.submissions.begin(&token, start)
        };
        let ended = match submission.await {
            Ok(reply) => {
                let execution = execution_of(&reply);
                task.attempt.submitted(reply);
                let ended = self.handle.wait_for_end(&execution).await;
                ended.map_err(|error| Dialect::Optimised.failure(&error, &task.token))
            }
            Err(failure) => Err(failure),
        };
        self.submissions.end(&task.token);
        nested::result(&ended?, pattern)
    }

    async fn report(&self, task: &TaskRequest, action: Action) -> Result<Value, Failure> {
        let token = call::text(task, "TaskToken")?;
        let text = |name: &str| task.arguments.get(name).and_then(Value::as_str).map(str::to_owned);
        let reported = match action {
            Action::SendTaskFailure => {
                let failure = Failure { error: text("Error"), cause: text("Cause") };
                self.handle.send_task_failure(token, failure).await
            }
            Action::SendTaskHeartbeat => self.handle.send_task_heartbeat(token).await,
            Action::SendTaskSuccess | Action::StartExecution => {
                self.handle.send_task_success(token, &call::json_text(task, "Output")).await
            }
        };
        reported.map(|()| json!({})).map_err(|error| Dialect::Sdk.failure(&error, &task.token))
    }
}

/// The execution that a reply names.
fn execution_of(reply: &Value) -> Arn {
    reply["ExecutionArn"].as_str().unwrap_or_default().into()
}

#[async_trait]
impl TaskRunner for StatesRunner {
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
        let call = Call::of(&task.resource).ok_or_else(|| call::unknown(&task))?;
        match (call.action, call.pattern) {
            (Action::StartExecution, Pattern::Sync | Pattern::Sync2) => {
                self.start_and_wait(&task, call.pattern).await
            }
            (Action::StartExecution, _) => nested::start(&self.handle, &task, call.dialect).await,
            (action, _) => self.report(&task, action).await,
        }
    }

    /// Stops the execution that a `.sync` waited for.
    async fn cancel(&self, token: &str) {
        let Some(Ok(reply)) = self.submissions.cancelled(token).await else { return };
        let execution = execution_of(&reply);
        if let Err(error) = self.handle.stop_execution(&execution, Failure::default()) {
            tracing::warn!(%execution, %error, "failed to stop an execution that nobody waits for");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use apoyo_asl::MachineType;

    use super::*;
    use crate::{Engine, MAP_CONCURRENCY, ManualClock, MemoryObjects, MemoryStore, Parts, Realm};

    /// Keeps the request of the one task that it is given.
    struct Keeper(tokio::sync::watch::Sender<Option<TaskRequest>>);

    #[async_trait]
    impl TaskRunner for Keeper {
        async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
            self.0.send_replace(Some(task));
            std::future::pending().await
        }
    }

    fn create(engine: &Engine, name: &str, states: &Value) -> Arn {
        let definition = json!({"StartAt": "A", "States": states}).to_string();
        engine
            .create_state_machine(name, MachineType::Standard, (&definition, "arn:aws:iam::0:role/r"))
            .unwrap()
    }

    #[tokio::test]
    async fn an_attempt_that_is_begun_again_after_a_crash_starts_no_second_execution() {
        let (sender, mut kept) = tokio::sync::watch::channel(None);
        let engine = Engine::start(Parts {
            clock: Arc::new(ManualClock::default()),
            store: Arc::new(MemoryStore::default()),
            tasks: Arc::new(Keeper(sender)),
            objects: Arc::new(MemoryObjects::default()),
            realm: Realm::default(),
            seed: 1,
            map_concurrency: MAP_CONCURRENCY,
        });
        let child = create(&engine, "child", &json!({"A": {"Type": "Succeed"}}));
        let function = "arn:aws:lambda:us-east-1:0:function:f";
        let parent =
            create(&engine, "parent", &json!({"A": {"Type": "Task", "Resource": function, "End": true}}));
        engine.start_execution(&parent, None, "{}").await.unwrap();
        let kept = kept.wait_for(Option::is_some).await.unwrap().clone().unwrap();
        let task = |resource: &str| TaskRequest {
            resource: resource.into(),
            arguments: Arc::new(json!({"StateMachineArn": child})),
            ..kept.clone()
        };
        let runner = StatesRunner::new(engine.handle().clone());
        let started = task("arn:aws:states:::states:startExecution");
        let first = runner.run(started.clone()).await.unwrap();
        engine.wait_for_end(&first["ExecutionArn"].as_str().unwrap().into()).await.unwrap();
        assert_eq!(runner.run(started).await.unwrap(), first);
        let awaited = TaskRequest {
            submitted: Some(Arc::new(first.clone())),
            ..task("arn:aws:states:::states:startExecution.sync")
        };
        assert_eq!(runner.run(awaited).await.unwrap()["ExecutionArn"], first["ExecutionArn"]);
        assert_eq!(engine.list_executions(&child, None).len(), 1);
    }
}
