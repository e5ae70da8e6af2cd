//! Schedules in a folder, a clock that stands, and a Step Functions that remembers.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use apoyo_engine::{Clock, ManualClock, Realm};
use apoyo_schedules::{
    Definition, ScheduleId, SchedulerService, Schedules, Start, StartExecution, StartFailed,
};
use async_trait::async_trait;
use http::Request;
use http_body_util::{BodyExt, Full};
use jiff::Timestamp;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::watch;

pub(crate) const MACHINE: &str = "arn:aws:states:us-east-1:000000000000:stateMachine:triage";
pub(crate) const ROLE: &str = "arn:aws:iam::000000000000:role/scheduler";
/// When a stage's clock begins.
pub(crate) const NOW: &str = "2026-11-21T00:00:00Z";

/// Starts executions as Step Functions does: a name is an execution once. It outlives the schedules' process.
#[derive(Clone)]
pub(crate) struct Executions(Arc<Inner>);

struct Inner {
    started: Mutex<BTreeMap<String, Start>>,
    asked: watch::Sender<usize>,
    trouble: Mutex<Option<StartFailed>>,
}

impl Default for Executions {
    fn default() -> Self {
        Self(Arc::new(Inner {
            started: Mutex::default(),
            asked: watch::Sender::new(0),
            trouble: Mutex::default(),
        }))
    }
}

impl Executions {
    pub(crate) fn started(&self) -> MutexGuard<'_, BTreeMap<String, Start>> {
        self.0.started.lock().unwrap()
    }

    /// The inputs of all executions, in the order of their names.
    pub(crate) fn inputs(&self) -> Vec<String> {
        self.started().values().map(|start| start.input.clone()).collect()
    }

    /// From now on starts fail, or do not.
    pub(crate) fn fail(&self, trouble: Option<&str>) {
        let trouble = trouble.map(|code| StartFailed { code: code.to_owned(), message: "no".to_owned() });
        *self.0.trouble.lock().unwrap() = trouble;
    }

    /// How often a start was asked for.
    pub(crate) fn asked(&self) -> usize {
        *self.0.asked.borrow()
    }

    /// Waits until starts were asked for this often.
    pub(crate) async fn wait_for(&self, asked: usize) {
        self.0.asked.subscribe().wait_for(|count| *count >= asked).await.unwrap();
    }
}

#[async_trait]
impl StartExecution for Executions {
    async fn start_execution(&self, start: &Start) -> Result<(), StartFailed> {
        let trouble = self.0.trouble.lock().unwrap().clone();
        let answer = match trouble {
            Some(trouble) => Err(trouble),
            None if self.started().contains_key(&start.name) => {
                let message = format!("Execution Already Exists: '{}'", start.name);
                Err(StartFailed { code: "ExecutionAlreadyExists".to_owned(), message })
            }
            None => {
                self.started().insert(start.name.clone(), start.clone());
                Ok(())
            }
        };
        self.0.asked.send_modify(|count| *count += 1);
        answer
    }
}

/// All of it.
pub(crate) struct Stage {
    pub(crate) clock: ManualClock,
    pub(crate) executions: Executions,
    folder: TempDir,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let clock = ManualClock::default();
        let now: Timestamp = NOW.parse().unwrap();
        clock.advance_time_by(Duration::from_secs(now.as_second().unsigned_abs()));
        Self { clock, executions: Executions::default(), folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The schedules, as a process finds them.
    pub(crate) fn schedules(&self) -> Schedules {
        let path = self.path("schedules.sqlite");
        Schedules::open(&path, Arc::new(self.clock.clone()), Realm::default()).unwrap()
    }

    pub(crate) fn starter(&self) -> Arc<dyn StartExecution> {
        Arc::new(self.executions.clone())
    }

    /// Moves the clock to a time and lets what waits for it run.
    pub(crate) fn set_time(&self, to: &str) {
        let to: Timestamp = to.parse().unwrap();
        self.clock.advance_time_by(to.duration_since(self.clock.now()).unsigned_abs());
    }
}

/// A schedule of the machine.
pub(crate) fn definition(name: &str, expression: &str) -> Definition {
    Definition::new(
        ScheduleId::new(None, name).unwrap(),
        (expression.parse().unwrap(), "UTC".parse().unwrap()),
        (MACHINE, &json!({"at": "<aws.scheduler.scheduled-time>"})),
        ROLE,
    )
    .unwrap()
}

/// Status and body of a call of the API; an error's name is in `__type`.
pub(crate) async fn call(schedules: &Schedules, (method, target): (&str, &str), body: Value) -> (u16, Value) {
    let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let request =
        Request::builder().method(method).uri(target).body(Full::new(bytes::Bytes::from(bytes))).unwrap();
    let response = SchedulerService::new(schedules.clone()).call(request).await;
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let mut reply: Value = serde_json::from_slice(&bytes).unwrap();
    if let Some(code) = parts.headers.get("x-amzn-errortype") {
        reply["__type"] = code.to_str().unwrap().into();
    }
    (parts.status.as_u16(), reply)
}
