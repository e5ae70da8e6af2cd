use std::sync::Arc;

use apoyo_engine::{
    Engine, Failure, MAP_CONCURRENCY, ManualClock, MemoryObjects, MemoryStore, Parts, Realm, TaskRequest,
    TaskRunner,
};
use apoyo_local::{ApiError, StepFunctions};
use async_trait::async_trait;
use serde_json::{Value, json};

use super::case::{ApiCase, Step};

/// Times that the other tasks may go on before each call.
const YIELDS: usize = 500;

/// The API that a case is tried on, and what is around it.
pub(super) struct ApiWorld {
    api: StepFunctions,
    clock: ManualClock,
}

impl ApiWorld {
    pub(super) fn of(case: &ApiCase) -> Self {
        let clock = ManualClock::default();
        let engine = Engine::start(Parts {
            clock: Arc::new(clock.clone()),
            store: Arc::new(MemoryStore::default()),
            tasks: Arc::new(Obliging),
            objects: Arc::new(objects(case)),
            realm: Realm::default(),
            seed: 1,
            map_concurrency: MAP_CONCURRENCY,
        });
        Self { api: StepFunctions::new(Arc::new(engine)), clock }
    }

    /// Makes a call when nothing is left to do but wait; a call whose reply was not recorded was made while waiting, so
    /// it lets time pass.
    pub(super) async fn call(&self, step: &Step, params: Value) -> Result<Value, ApiError> {
        let is_poll = step.expect.is_null() && step.operation == "get_execution_history";
        self.settle().await;
        if is_poll {
            tokio::select! {
                biased;
                _ = self.clock.advance_to_next_sleeper() => {}
                () = others() => {}
            }
            self.settle().await;
        }
        self.api.call(&camel_case(&step.operation), params).await
    }

    async fn settle(&self) {
        others().await;
    }
}

async fn others() {
    for _ in 0..YIELDS {
        tokio::task::yield_now().await;
    }
}

/// `create_state_machine` -> `CreateStateMachine`.
fn camel_case(operation: &str) -> String {
    operation.split('_').fold(String::new(), |mut name, word| {
        let (first, rest) = word.split_at(word.len().min(1));
        name.push_str(&first.to_uppercase());
        name.push_str(rest);
        name
    })
}

/// A service that does whatever it is asked for.
struct Obliging;

#[async_trait]
impl TaskRunner for Obliging {
    async fn run(&self, _task: TaskRequest) -> Result<Value, Failure> {
        Ok(json!({}))
    }
}

/// The objects that executions are told of: lists of as many items as the recording counts, since what was in them was
/// not recorded.
fn objects(case: &ApiCase) -> MemoryObjects {
    let objects = MemoryObjects::default();
    let counts = case.steps.iter().map(|step| &step.expect["response"]["itemCounts"]["total"]);
    let items = counts.filter_map(Value::as_u64).max().unwrap_or(1);
    for input in case.steps.iter().filter_map(|step| step.params["input"].as_str()) {
        let Ok(input) = serde_json::from_str::<Value>(input) else { continue };
        if let (Some(bucket), Some(key)) = (input["Bucket"].as_str(), input["Key"].as_str()) {
            let rows: Vec<String> = (0..items).map(|item| item.to_string()).collect();
            objects.insert(bucket, key, format!("item\n{}\n", rows.join("\n")));
        }
    }
    objects
}
