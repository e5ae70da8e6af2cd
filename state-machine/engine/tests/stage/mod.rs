//! An engine with a clock that jumps, scripted tasks and objects in memory.
#![expect(dead_code, reason = "each test file uses a part of it")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use apoyo_asl::MachineType;
use apoyo_engine::{
    Arn, Engine, Event, ExecutionDescription, Failure, HistoryEvent, HistoryRequest, MAP_CONCURRENCY,
    ManualClock, MemoryObjects, MemoryStore, Parts, Realm, TaskRequest, TaskRunner,
};
use async_trait::async_trait;
use serde_json::{Value, json};

type Play = Box<dyn Fn(&TaskRequest, usize) -> Result<Value, Failure> + Send + Sync>;

/// Plays every task: what it is asked to do, and how often it was asked before.
pub struct Script {
    play: Play,
    pub seen: Mutex<Vec<TaskRequest>>,
}

#[async_trait]
impl TaskRunner for Script {
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
        let before = {
            let mut seen = self.seen.lock().unwrap();
            seen.push(task.clone());
            seen.len() - 1
        };
        let result = (self.play)(&task, before);
        match &result {
            Err(failure) if failure.name() == "hang" => std::future::pending().await,
            _ => result,
        }
    }
}

pub struct Stage {
    pub engine: Engine,
    pub clock: ManualClock,
    pub script: Arc<Script>,
    pub objects: Arc<MemoryObjects>,
    pub store: Arc<MemoryStore>,
}

pub const TASK: &str = "arn:aws:lambda:us-east-1:000000000000:function:f";

impl Stage {
    pub fn new(play: impl Fn(&TaskRequest, usize) -> Result<Value, Failure> + Send + Sync + 'static) -> Self {
        Self::on(ManualClock::default(), Arc::default(), play)
    }

    pub fn on(
        clock: ManualClock,
        store: Arc<MemoryStore>,
        play: impl Fn(&TaskRequest, usize) -> Result<Value, Failure> + Send + Sync + 'static,
    ) -> Self {
        let script = Arc::new(Script { play: Box::new(play), seen: Mutex::default() });
        let tasks = Arc::new(Shared(Arc::clone(&script)));
        Self::with(clock, store, (script, tasks))
    }

    /// An engine whose tasks somebody else runs; its script is never played.
    pub fn with_tasks(tasks: Arc<dyn TaskRunner>) -> Self {
        let play = Box::new(|task: &TaskRequest, _: usize| panic!("{} is played by nobody", task.resource));
        let script = Arc::new(Script { play, seen: Mutex::default() });
        Self::with(ManualClock::default(), Arc::default(), (script, tasks))
    }

    fn with(
        clock: ManualClock,
        store: Arc<MemoryStore>,
        (script, tasks): (Arc<Script>, Arc<dyn TaskRunner>),
    ) -> Self {
        let objects = Arc::new(MemoryObjects::default());
        let engine = Engine::start(Parts {
            clock: Arc::new(clock.clone()),
            store: store.clone(),
            tasks,
            objects: objects.clone(),
            realm: Realm::default(),
            seed: 7,
            map_concurrency: MAP_CONCURRENCY,
        });
        Self { engine, clock, script, objects, store }
    }

    /// An engine whose tasks give their arguments back.
    pub fn echo() -> Self {
        Self::new(|task, _| Ok((*task.arguments).clone()))
    }

    pub fn create(&self, definition: &Value) -> Arn {
        let role = "arn:aws:iam::000000000000:role/test";
        let text = definition.to_string();
        self.engine.create_state_machine("machine", MachineType::Standard, (&text, role)).unwrap()
    }

    pub async fn start(&self, definition: &Value, input: &Value) -> Arn {
        let machine = self.create(definition);
        self.engine.start_execution(&machine, Some("run"), &input.to_string()).await.unwrap().execution_arn
    }

    /// Runs a machine to its end, the clock jumping from timer to timer.
    pub async fn run(&self, definition: &Value, input: &Value) -> ExecutionDescription {
        let execution = self.start(definition, input).await;
        self.finish(&execution).await
    }

    pub async fn finish(&self, execution: &Arn) -> ExecutionDescription {
        let moving = async {
            loop {
                self.settle().await;
                self.clock.advance_to_next_sleeper().await;
            }
        };
        tokio::select! {
            biased;
            ended = self.engine.wait_for_end(execution) => ended.unwrap(),
            () = moving => unreachable!("the clock moves for ever"),
        }
    }

    /// Lets everything go on that can without the clock.
    pub async fn settle(&self) {
        for _ in 0..64 {
            tokio::task::yield_now().await;
        }
    }

    pub async fn history(&self, execution: &Arn) -> Vec<HistoryEvent> {
        let mut all = Vec::new();
        let mut request = HistoryRequest { max_results: 3, ..HistoryRequest::default() };
        loop {
            let page = self.engine.get_execution_history(execution, request).await.unwrap();
            all.extend(page.events);
            match page.next {
                Some(after) => request.after = after,
                None => return all,
            }
        }
    }

    pub async fn types(&self, execution: &Arn) -> Vec<String> {
        self.history(execution).await.iter().map(|event| event.event.type_name()).collect()
    }
}

struct Shared(Arc<Script>);

#[async_trait]
impl TaskRunner for Shared {
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
        self.0.run(task).await
    }
}

/// A machine of these states, beginning at the first.
pub fn machine(states: &Value) -> Value {
    let first = states.as_object().unwrap().keys().next().unwrap();
    json!({"QueryLanguage": "JSONata", "StartAt": first, "States": states})
}

/// As [`machine`], of `JSONPath`.
pub fn json_path_machine(states: &Value) -> Value {
    let first = states.as_object().unwrap().keys().next().unwrap();
    json!({"StartAt": first, "States": states})
}

/// Seconds between the schedulings of a task.
pub fn waits(history: &[HistoryEvent]) -> Vec<f64> {
    let times: Vec<_> = history
        .iter()
        .filter(|event| matches!(event.event, Event::TaskScheduled(_)))
        .map(|event| event.timestamp)
        .collect();
    times.windows(2).map(|pair| pair[1].duration_since(pair[0]).as_secs_f64()).collect()
}

pub fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
