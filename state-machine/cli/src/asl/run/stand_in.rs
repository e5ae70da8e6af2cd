use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU32, Ordering};

use apoyo_asl::{Pattern, Resource};
use apoyo_engine::{Arn, Failure, TaskRequest, TaskRunner};
use async_trait::async_trait;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::commands::Commands;
use super::idle_clock::IdleClock;
use super::mock::{Answer, Response, TestCase};
use crate::services::Callees;

/// Answers what tasks call: with mocks, else by those who are called.
pub(super) struct StandIn {
    /// By machine, then by state.
    mocks: HashMap<String, HashMap<String, Mocked>>,
    callees: Callees<Commands>,
    clock: IdleClock,
    /// What is wrong with the mocks, found while running.
    faults: mpsc::UnboundedSender<String>,
}

struct Mocked {
    response: Response,
    /// Invocations so far.
    invoked: AtomicU32,
}

impl StandIn {
    pub(super) fn new(
        mocks: &BTreeMap<String, TestCase>,
        callees: Callees<Commands>,
        (clock, faults): (IdleClock, mpsc::UnboundedSender<String>),
    ) -> Self {
        let mocked = |response: &Response| Mocked { response: response.clone(), invoked: AtomicU32::new(0) };
        let of_case = |case: &TestCase| case.iter().map(|(state, it)| (state.clone(), mocked(it))).collect();
        let mocks = mocks.iter().map(|(machine, case)| (machine.clone(), of_case(case))).collect();
        Self { mocks, callees, clock, faults }
    }

    fn mocked(&self, execution: &Arn, state: &str) -> Option<&Mocked> {
        self.mocks.get(machine_of(execution))?.get(state)
    }

    async fn answer(&self, mocked: &Mocked, task: TaskRequest) -> Result<Value, Failure> {
        let invocation = mocked.invoked.fetch_add(1, Ordering::Relaxed);
        let Some(answer) = mocked.response.answer(invocation) else {
            let Response { name, .. } = &mocked.response;
            return self
                .give_up(format!(
                    "state {:?} is invoked for the time {} (counted from 0), and the response {name:?} has answers for {} only",
                    task.state,
                    invocation,
                    mocked.response.invocations()
                ))
                .await;
        };
        let result = match answer {
            Answer::Return(value) => Ok(value.clone()),
            Answer::Throw(failure) => Err(failure.clone()),
        };
        match pattern(&task.resource) {
            Pattern::RequestResponse => result,
            Pattern::Sync | Pattern::Sync2 => {
                task.attempt.submitted(json!({}));
                result
            }
            Pattern::WaitForTaskToken => {
                // It is polled only after this call has returned, on the one thread that there is.
                tokio::spawn(async move { task.attempt.ended(result) });
                Ok(json!({}))
            }
        }
    }

    /// The mocks cannot tell what comes next: says so, and never answers.
    async fn give_up(&self, fault: String) -> Result<Value, Failure> {
        let _working = self.clock.working();
        // Nobody listens any more where the run is over.
        let _ = self.faults.send(fault);
        std::future::pending().await
    }
}

#[async_trait]
impl TaskRunner for StandIn {
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
        if let Some(mocked) = self.mocked(&task.execution, &task.state) {
            return self.answer(mocked, task).await;
        }
        let _working = self.clock.working();
        self.callees.run(task).await
    }

    fn stands_in(&self, execution: &Arn, state: &str) -> bool {
        self.mocked(execution, state).is_some()
    }
}

fn pattern(resource: &str) -> Pattern {
    resource.parse::<Resource>().map_or(Pattern::RequestResponse, |resource| resource.pattern())
}

/// Name of the machine of an execution; a child of a Distributed Map has the label of the Map behind it.
fn machine_of(execution: &Arn) -> &str {
    let name = execution.as_str().split(':').nth(6).unwrap_or_default();
    name.split('/').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_execution_knows_its_machine() {
        for arn in [
            "arn:aws:states:us-east-1:0:execution:order:e",
            "arn:aws:states:us-east-1:0:execution:order/Label:e",
            "arn:aws:states:us-east-1:0:express:order:e:id",
        ] {
            assert_eq!(machine_of(&arn.into()), "order");
        }
    }
}
