//! A stage whose tasks fail as often as a test says, and are counted.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use apoyo_engine::{
    Arn, Error, ExecutionDescription, Failure, ManualClock, MemoryStore, Redrive, TaskRequest,
};
use serde_json::{Value, json};

use crate::stage::{Stage, TASK};

/// How often each task still fails, by the `task` of its arguments.
type Faults = Arc<Mutex<BTreeMap<String, usize>>>;

pub struct Shop {
    pub stage: Stage,
    faults: Faults,
}

/// A task by this name that gives `{"of": name}`, and the state that follows.
pub fn task(name: &str, next: &str) -> Value {
    let mut state = json!({"Type": "Task", "Resource": TASK, "Arguments": {"task": name}, "End": true});
    if !next.is_empty() {
        let members = state.as_object_mut().unwrap();
        members.remove("End");
        members.insert("Next".into(), next.into());
    }
    state
}

/// A state with more members.
pub fn with(mut state: Value, more: &Value) -> Value {
    state.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    state
}

/// What the task is called in its arguments.
pub fn name(task: &TaskRequest) -> String {
    task.arguments["task"].as_str().unwrap_or_default().to_owned()
}

impl Shop {
    /// One in which these tasks fail so often before they succeed.
    pub fn new(faults: &[(&str, usize)]) -> Self {
        Self::over(Arc::new(MemoryStore::for_restarts()), faults)
    }

    pub fn over(store: Arc<MemoryStore>, faults: &[(&str, usize)]) -> Self {
        let faults = faults.iter().map(|(name, times)| ((*name).to_owned(), *times)).collect();
        let faults: Faults = Arc::new(Mutex::new(faults));
        let left = Arc::clone(&faults);
        let stage = Stage::on(ManualClock::default(), store, move |task, _| {
            let mut left = left.lock().unwrap();
            match left.get_mut(&name(task)).filter(|left| **left > 0) {
                Some(left) => {
                    *left -= 1;
                    Err(Failure::new("Broken", "not yet"))
                }
                None if task.arguments["hang"] == true => Err(Failure::named("hang")),
                None => Ok(json!({"of": name(task)})),
            }
        });
        Self { stage, faults }
    }

    /// Lets a task fail so often from now on.
    pub fn breaks(&self, name: &str, times: usize) {
        self.faults.lock().unwrap().insert(name.to_owned(), times);
    }

    /// How often each task was run.
    pub fn runs(&self) -> BTreeMap<String, usize> {
        let mut runs = BTreeMap::new();
        for task in self.stage.script.seen.lock().unwrap().iter() {
            *runs.entry(name(task)).or_default() += 1;
        }
        runs
    }

    pub async fn try_redrive(&self, execution: &Arn) -> Result<jiff::Timestamp, Error> {
        let redrive = Redrive { execution, client_token: None };
        self.stage.engine.redrive_execution(redrive, |_| None).await
    }

    /// Redrives an execution and waits for its end.
    pub async fn redrive(&self, execution: &Arn) -> ExecutionDescription {
        self.try_redrive(execution).await.unwrap();
        self.stage.finish(execution).await
    }

    pub fn describe(&self, execution: &Arn) -> ExecutionDescription {
        self.stage.engine.describe_execution(execution).unwrap()
    }

    /// Types of the events from the latest redrive on.
    pub async fn types_since(&self, execution: &Arn) -> Vec<String> {
        let types = self.stage.types(execution).await;
        let from = types.iter().rposition(|name| name == "ExecutionRedriven").unwrap();
        types[from..].to_vec()
    }
}

/// Counts of runs, as [`Shop::runs`] gives them.
pub fn runs(counts: &[(&str, usize)]) -> BTreeMap<String, usize> {
    counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}
