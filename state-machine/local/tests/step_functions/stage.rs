//! An API over an engine whose clock a test moves, with services that oblige.

use std::sync::Arc;

use apoyo_engine::{
    Engine, Failure, MAP_CONCURRENCY, ManualClock, MemoryObjects, MemoryStore, Parts, Realm, Resumption,
    TaskRequest, TaskRunner,
};
use apoyo_local::{ApiError, Registry, StepFunctions};
use async_trait::async_trait;
use serde_json::{Value, json};

pub(crate) const ROLE: &str = "arn:aws:iam::000000000000:role/r";
pub(crate) const BASE: &str = "arn:aws:states:us-east-1:000000000000:";

pub(crate) struct Stage {
    pub(crate) api: StepFunctions,
    pub(crate) clock: ManualClock,
    store: Arc<MemoryStore>,
}

/// Gives a task back what it was given; one that asks to `hang` never ends.
struct Obliging;

#[async_trait]
impl TaskRunner for Obliging {
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
        if task.arguments["hang"] == true {
            std::future::pending::<()>().await;
        }
        Ok((*task.arguments).clone())
    }
}

pub(crate) fn engine(clock: &ManualClock, store: &Arc<MemoryStore>) -> Arc<Engine> {
    Arc::new(Engine::start(Parts {
        clock: Arc::new(clock.clone()),
        store: Arc::<MemoryStore>::clone(store),
        tasks: Arc::new(Obliging),
        objects: Arc::new(MemoryObjects::default()),
        realm: Realm::default(),
        seed: 1,
        map_concurrency: MAP_CONCURRENCY,
    }))
}

impl Stage {
    pub(crate) fn new() -> Self {
        let (clock, store) = (ManualClock::default(), Arc::new(MemoryStore::for_restarts()));
        Self { api: StepFunctions::new(engine(&clock, &store)), clock, store }
    }

    /// The next process, with the same store and what was written down of the registry.
    pub(crate) async fn restarted(self) -> (Self, Resumption) {
        let written = serde_json::to_string(&self.api.snapshot()).unwrap();
        let Self { api, clock, store } = self;
        drop(api);
        let read: Registry = serde_json::from_str(&written).unwrap();
        let (api, resumption) = StepFunctions::resume(engine(&clock, &store), read).await.unwrap();
        (Self { api, clock, store }, resumption)
    }

    /// The reply of a call that must succeed.
    pub(crate) async fn ok(&self, operation: &str, params: Value) -> Value {
        self.api.call(operation, params).await.unwrap()
    }

    /// The error of a call that must not.
    pub(crate) async fn refused(&self, operation: &str, params: Value) -> ApiError {
        self.api.call(operation, params).await.unwrap_err()
    }

    /// Code and message of that error.
    pub(crate) async fn refusal(&self, operation: &str, params: Value) -> String {
        self.refused(operation, params).await.to_string()
    }

    /// Creates a machine of these states; gives back its ARN.
    pub(crate) async fn create(&self, name: &str, definition: &str) -> String {
        let params = json!({"name": name, "definition": definition, "roleArn": ROLE});
        text(&self.ok("CreateStateMachine", params).await, "stateMachineArn")
    }

    /// Starts an execution; gives back its ARN.
    pub(crate) async fn start(&self, machine: &str) -> String {
        text(&self.ok("StartExecution", json!({"stateMachineArn": machine})).await, "executionArn")
    }

    /// Waits until an execution has ended, and describes it.
    pub(crate) async fn ended(&self, execution: &str) -> Value {
        loop {
            let described = self.ok("DescribeExecution", json!({"executionArn": execution})).await;
            if described["status"] != "RUNNING" {
                return described;
            }
            tokio::task::yield_now().await;
        }
    }
}

/// A member that is text.
pub(crate) fn text(reply: &Value, name: &str) -> String {
    reply[name].as_str().unwrap_or_else(|| panic!("{name} in {reply}")).to_owned()
}

/// A machine whose one state passes.
pub(crate) fn pass(comment: &str) -> String {
    json!({"Comment": comment, "StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}).to_string()
}

/// A machine that waits a minute and then goes on.
pub(crate) fn wait() -> String {
    let states = json!({
        "A": {"Type": "Wait", "Seconds": 60, "Next": "B"},
        "B": {"Type": "Wait", "Seconds": 60, "End": true},
    });
    json!({"StartAt": "A", "States": states}).to_string()
}
