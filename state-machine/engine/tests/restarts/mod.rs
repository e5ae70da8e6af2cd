//! A world that outlives the engines in it: their store, their objects, their clock and whoever runs their tasks.

mod redriven;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use apoyo_asl::MachineType;
use apoyo_engine::{
    Arn, Engine, ExecutionDescription, Failure, HistoryEvent, MAP_CONCURRENCY, ManualClock,
    MapRunDescription, MemoryObjects, MemoryStore, Parts, Prepared, Realm, Record, Resumption, Revision,
    Store, StoreError, StoredChild, TaskRequest, TaskRunner,
};
use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

pub(crate) use redriven::Meanwhile;

pub(crate) const TASK: &str = "arn:aws:lambda:us-east-1:000000000000:function:f";
const ROLE: &str = "arn:aws:iam::000000000000:role/test";

pub(crate) struct World {
    definition: String,
    store: Arc<MemoryStore>,
    objects: Arc<MemoryObjects>,
    clock: ManualClock,
    tasks: Arc<Hands>,
    appends: Arc<AtomicUsize>,
    /// Redrives that were acknowledged.
    redrives: AtomicU32,
}

/// Runs tasks, and notes for each token how often it did before its result was recorded.
#[derive(Default)]
struct Hands {
    failure: Option<Failure>,
    /// Places at which a task has failed, where each fails the first time.
    failed_first: Option<Mutex<BTreeSet<String>>>,
    started: Mutex<BTreeMap<String, usize>>,
    /// Task tokens that were handed out and have had no report.
    tokens: Mutex<BTreeSet<String>>,
    recorded: Arc<Mutex<BTreeSet<String>>>,
    twice: Mutex<Vec<String>>,
}

struct Lent(Arc<Hands>);

#[async_trait]
impl TaskRunner for Lent {
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
        *self.0.started.lock().unwrap().entry(task.token.clone()).or_default() += 1;
        if self.0.recorded.lock().unwrap().contains(&task.token) {
            self.0.twice.lock().unwrap().push(task.token.clone());
        }
        if let Some(failure) = &self.0.failure {
            return Err(failure.clone());
        }
        if let Some(failed) = &self.0.failed_first
            && failed.lock().unwrap().insert(format!("{} {}", task.state, task.arguments["item"]))
        {
            return Err(Failure::new("Broken", "the first time"));
        }
        if let Some(token) = task.arguments["Payload"]["token"].as_str() {
            self.0.tokens.lock().unwrap().insert(token.to_owned());
        }
        Ok(json!({"of": (*task.arguments)["item"]}))
    }
}

/// Dies after so many appends: what comes later is never answered.
struct Mortal {
    inner: Arc<MemoryStore>,
    left: AtomicUsize,
    appends: Arc<AtomicUsize>,
    recorded: Arc<Mutex<BTreeSet<String>>>,
}

#[async_trait]
impl Store for Mortal {
    fn outlives_the_process(&self) -> bool {
        true
    }

    async fn append(&self, records: &[Record]) -> Result<(), StoreError> {
        if self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_err() {
            return std::future::pending().await;
        }
        self.appends.fetch_add(1, Ordering::SeqCst);
        self.recorded.lock().unwrap().extend(records.iter().filter_map(ended_task));
        records.iter().for_each(survives_writing);
        self.inner.append(records).await
    }

    async fn load(&self, execution: &Arn, after: u64, limit: usize) -> Result<Vec<HistoryEvent>, StoreError> {
        self.inner.load(execution, after, limit).await
    }

    async fn last_id(&self, execution: &Arn) -> Result<u64, StoreError> {
        self.inner.last_id(execution).await
    }

    async fn executions(&self, skip: usize, limit: usize) -> Result<Vec<ExecutionDescription>, StoreError> {
        self.inner.executions(skip, limit).await
    }

    async fn map_runs(&self) -> Result<Vec<MapRunDescription>, StoreError> {
        self.inner.map_runs().await
    }

    async fn children(
        &self,
        map_run: &Arn,
        from: usize,
        limit: usize,
    ) -> Result<Vec<StoredChild>, StoreError> {
        self.inner.children(map_run, from, limit).await
    }
}

/// Each record says the same once it was written and read, as a store on disk does.
fn survives_writing(record: &Record) {
    fn again<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
        assert_eq!(&serde_json::from_str::<T>(&serde_json::to_string(value).unwrap()).unwrap(), value);
    }
    match record {
        Record::Opened(opened) => again(&**opened),
        Record::Event(_, event) => again(event),
        Record::MapRun(run) => again(&**run),
        Record::Child(child) => again(&**child),
    }
}

/// Token of the task whose end a record tells; the event before the end is the start, and before that the scheduling.
fn ended_task(record: &Record) -> Option<String> {
    let Record::Event(execution, event) = record else { return None };
    let is_end =
        event.event.type_name().ends_with("Succeeded") && event.event.type_name().contains("Function");
    is_end.then(|| format!("{execution}#{}", event.previous_event_id - 1))
}

impl World {
    pub(crate) fn new(definition: &Value) -> Self {
        Self::with(definition, Hands::default())
    }

    /// A world in which every task fails.
    pub(crate) fn failing(definition: &Value, failure: Failure) -> Self {
        Self::with(definition, Hands { failure: Some(failure), ..Hands::default() })
    }

    /// A world in which every task fails the first time.
    pub(crate) fn failing_first(definition: &Value) -> Self {
        Self::with(definition, Hands { failed_first: Some(Mutex::default()), ..Hands::default() })
    }

    fn with(definition: &Value, hands: Hands) -> Self {
        let objects = MemoryObjects::default();
        objects.insert("b", "k", "{\"item\":1}\n{\"item\":2}\n{\"item\":3}\n{\"item\":4}\n");
        Self {
            definition: definition.to_string(),
            store: Arc::new(MemoryStore::for_restarts()),
            objects: Arc::new(objects),
            clock: ManualClock::default(),
            tasks: Arc::new(hands),
            appends: Arc::default(),
            redrives: AtomicU32::default(),
        }
    }

    /// An engine that dies after so many appends, with what the ones before it left.
    pub(crate) async fn next_process(&self, lives: usize) -> (Engine, Resumption) {
        let store = Mortal {
            inner: Arc::clone(&self.store),
            left: lives.into(),
            appends: Arc::clone(&self.appends),
            recorded: Arc::clone(&self.tasks.recorded),
        };
        let engine = Engine::start(Parts {
            clock: Arc::new(self.clock.clone()),
            store: Arc::new(store),
            tasks: Arc::new(Lent(Arc::clone(&self.tasks))),
            objects: self.objects.clone(),
            realm: Realm::default(),
            seed: 7,
            map_concurrency: MAP_CONCURRENCY,
        });
        let revisions = self.revisions();
        for (arn, revision) in &revisions {
            engine.put_revision(arn, revision.clone()).unwrap();
        }
        let of = |execution: &ExecutionDescription| revisions.get(&execution.state_machine_arn).cloned();
        let resumption = engine.resume(of).await.unwrap();
        (engine, resumption)
    }

    fn revisions(&self) -> BTreeMap<Arn, Revision> {
        let inner = json!({"StartAt": "W", "States": {
            "W": {"Type": "Wait", "Seconds": 9, "Next": "T"},
            "T": {"Type": "Task", "Resource": TASK, "Next": "P"},
            "P": {"Type": "Pass", "Result": "inner", "End": true}}});
        let all = [("machine", self.definition.clone()), ("inner", inner.to_string())];
        let revision = |(name, definition): (&str, String)| Revision {
            name: name.to_owned(),
            number: 1,
            role_arn: ROLE.to_owned(),
            definition: Prepared::of(&definition, MachineType::Standard).unwrap(),
        };
        all.map(|machine| (Realm::default().state_machine(machine.0), revision(machine))).into()
    }

    /// Starts the execution where none is known, and lets it go on in a process of its own until it has ended or the
    /// process has died; gives back the end.
    pub(crate) async fn run_until_death(&self, lives: usize) -> Option<ExecutionDescription> {
        let (engine, _) = self.next_process(lives).await;
        let machine = Realm::default().state_machine("machine");
        let living = async {
            let arn = Realm::default().execution("machine", "run");
            if engine.describe_execution(&arn).is_err() {
                engine.start_execution(&machine, Some("run"), "{}").await.unwrap();
            }
            engine.wait_for_end(&arn).await.unwrap()
        };
        tokio::select! {
            biased;
            ended = living => Some(ended),
            () = self.time_passes(&engine) => None,
        }
    }

    /// Reports on task tokens and moves the clock, until nothing more comes of it.
    async fn time_passes(&self, engine: &Engine) {
        let mut idle = 0;
        while idle < 3 {
            for _ in 0..64 {
                tokio::task::yield_now().await;
            }
            let tokens = std::mem::take(&mut *self.tasks.tokens.lock().unwrap());
            for token in tokens {
                let reported = tokio::select! {
                    biased;
                    reported = engine.send_task_success(&token, "\"reported\"") => reported.is_ok(),
                    () = some_time() => false,
                };
                if !reported {
                    self.tasks.tokens.lock().unwrap().insert(token);
                }
            }
            let moved = tokio::select! {
                biased;
                _ = self.clock.advance_to_next_sleeper() => true,
                () = some_time() => false,
            };
            idle = if moved { 0 } else { idle + 1 };
        }
    }

    /// Times that something was recorded.
    pub(crate) fn appends(&self) -> usize {
        self.appends.load(Ordering::SeqCst)
    }

    /// Tasks that were run again after their result was recorded.
    pub(crate) fn done_twice(&self) -> Vec<String> {
        self.tasks.twice.lock().unwrap().clone()
    }

    /// What children that succeeded say in the objects that results were written to.
    pub(crate) fn successes_written(&self) -> BTreeMap<String, Vec<Value>> {
        self.objects_written().into_iter().filter(|(name, _)| name.contains("SUCCEEDED")).collect()
    }

    /// Every object that results were written to, with what children say in it, whatever the order.
    pub(crate) fn objects_written(&self) -> BTreeMap<String, Vec<Value>> {
        let read =
            |key: &String| serde_json::from_slice::<Value>(&self.objects.bytes("out", key).unwrap()).unwrap();
        let outputs = |key: &String| match read(key) {
            Value::Array(children) => {
                let mut outputs: Vec<Value> = children.iter().map(|child| child["Output"].clone()).collect();
                outputs.sort_by_key(Value::to_string);
                outputs
            }
            _ => Vec::new(),
        };
        let kind =
            |key: &String| format!("{}/{}", key.split('/').next().unwrap(), key.rsplit('/').next().unwrap());
        self.objects.keys("out").iter().map(|key| (kind(key), outputs(key))).collect()
    }
}

async fn some_time() {
    for _ in 0..256 {
        tokio::task::yield_now().await;
    }
}
