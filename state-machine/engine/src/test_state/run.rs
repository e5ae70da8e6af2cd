use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

use super::ending::Ending;
use super::session::Session;
use super::task::Runner;
use super::trial::Trial;
use super::watch::Watch;
use super::{TestStateError, TestStateRequest, TestStateResponse, origin, parents};
use crate::api::Engine;
use crate::arn::Realm;
use crate::clock::Clock;
use crate::execution::later;
use crate::failure::Failure;
use crate::tasks::{StatesRunner, TaskRequest, TaskRunner};

/// Longest test: then it fails with `States.Timeout`.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html>.
const LONGEST: Duration = Duration::from_mins(5);

/// `TestState`: tries one state.
///
/// A task without a mock runs through `tasks`, a `Wait` state waits on `clock`, both for five minutes at most. Calls of
/// Step Functions itself (`states:startExecution`) need an engine: [`Engine::test_state`].
///
/// # Errors
/// When the request cannot be tested, with AWS's name and message. That the state fails is none: it is a response.
pub async fn test_state(
    request: &TestStateRequest,
    tasks: &dyn TaskRunner,
    (clock, realm): (&dyn Clock, &Realm),
) -> Result<TestStateResponse, TestStateError> {
    let trial = Trial::of(request)?;
    let now = clock.now();
    let runner = Runner { tasks, clock, deadline: later(now, LONGEST).unwrap_or(now) };
    let execution =
        origin::begun(&trial, realm, now).map_err(|fault| TestStateError::Internal(fault.to_string()))?;
    let session = Session { trial: &trial, execution, watch: Watch::of(&trial), runner };
    let (ending, watch) = session.run().await?;
    let ending = parents::propagate(ending, (&trial, realm), &runner)?;
    Ok(response(&trial, &ending, watch))
}

fn response(trial: &Trial, ending: &Ending, watch: Watch) -> TestStateResponse {
    let failure = ending.failure.clone().unwrap_or_default();
    TestStateResponse {
        status: ending.status,
        output: ending.output.as_ref().map(|output| watch.text(output)),
        error: failure.error,
        cause: failure.cause,
        next_state: ending.next.as_ref().map(ToString::to_string),
        inspection_data: watch.into_data(trial.level, ending),
    }
}

impl Engine {
    /// `TestState`, with this engine's tasks, clock and executions.
    ///
    /// # Errors
    /// As [`test_state`].
    pub async fn test_state(&self, request: &TestStateRequest) -> Result<TestStateResponse, TestStateError> {
        let parts = &self.handle().parts;
        let tasks =
            WithOwn { own: StatesRunner::new(self.handle().clone()), others: Arc::clone(&parts.tasks) };
        test_state(request, &tasks, (&*parts.clock, &parts.realm)).await
    }
}

/// Runs the calls of Step Functions itself, and hands the others on.
struct WithOwn {
    own: StatesRunner,
    others: Arc<dyn TaskRunner>,
}

#[async_trait]
impl TaskRunner for WithOwn {
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
        if StatesRunner::runs(&task.resource) {
            self.own.run(task).await
        } else {
            self.others.run(task).await
        }
    }

    async fn cancel(&self, token: &str) {
        self.own.cancel(token).await;
        self.others.cancel(token).await;
    }
}
