use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use apoyo_jobs::{JobKey, Launch, ProcessExit, ProcessIdentity, ProcessSignal, Processes, Report, Reports};
use async_trait::async_trait;
use tokio::sync::watch;

/// Processes that exist in the test's words only: they run until the test ends them, or end as they are scripted to.
#[derive(Clone, Default)]
pub(crate) struct ScriptedProcesses(Arc<Inner>);

#[derive(Default)]
struct Inner {
    running: Mutex<BTreeMap<String, (Launch, Reports)>>,
    launches: Mutex<Vec<Launch>>,
    signals: Mutex<Vec<(String, ProcessSignal)>>,
    orphans: Mutex<Vec<(String, u32)>>,
    script: Mutex<Option<Script>>,
    changed: Changed,
}

/// The exit code of a process.
type Script = fn(&Launch) -> i32;

struct Changed(watch::Sender<()>);

impl Default for Changed {
    fn default() -> Self {
        Self(watch::Sender::new(()))
    }
}

impl ScriptedProcesses {
    /// Processes that end at once, with the code that this gives them.
    pub(crate) fn ending(script: Script) -> Self {
        let processes = Self::default();
        *processes.0.script.lock().unwrap() = Some(script);
        processes
    }

    /// Every process that was ever started, in order.
    pub(crate) fn launches(&self) -> Vec<Launch> {
        self.0.launches.lock().unwrap().clone()
    }

    /// Jobs whose processes run, in their order.
    pub(crate) fn running(&self) -> Vec<String> {
        self.0.running.lock().unwrap().keys().cloned().collect()
    }

    pub(crate) fn signals(&self) -> Vec<(String, ProcessSignal)> {
        self.0.signals.lock().unwrap().clone()
    }

    /// Attempts of an earlier cloud that were looked for.
    pub(crate) fn orphans(&self) -> Vec<(String, u32)> {
        self.0.orphans.lock().unwrap().clone()
    }

    /// Waits until this job's process runs, and ends it.
    pub(crate) async fn end(&self, job: &str, exit: ProcessExit) {
        let mut changed = self.0.changed.0.subscribe();
        let (launch, reports) = loop {
            if let Some(found) = self.0.running.lock().unwrap().remove(job) {
                break found;
            }
            changed.changed().await.unwrap();
        };
        reports.send(Report::Ended { key: launch.key, attempt: launch.attempt, exit });
    }

    pub(crate) async fn exit(&self, job: &str, code: i32) {
        self.end(job, ProcessExit::Exited { code }).await;
    }

    /// Waits until any process runs; gives back its job.
    pub(crate) async fn next_running(&self) -> String {
        let mut changed = self.0.changed.0.subscribe();
        loop {
            if let Some(job) = self.running().first() {
                return job.clone();
            }
            changed.changed().await.unwrap();
        }
    }

    /// Waits until so many processes were started.
    pub(crate) async fn have_started(&self, processes: usize) {
        let mut changed = self.0.changed.0.subscribe();
        while self.launches().len() < processes {
            changed.changed().await.unwrap();
        }
    }

    /// Waits until a process was sent so many signals.
    pub(crate) async fn have_heard(&self, signals: usize) {
        let mut changed = self.0.changed.0.subscribe();
        while self.signals().len() < signals {
            changed.changed().await.unwrap();
        }
    }
}

#[async_trait]
impl Processes for ScriptedProcesses {
    fn start(&self, launch: Launch, reports: Reports) {
        let inner = &self.0;
        let process = ProcessIdentity { pid: 1, started: Some(1), boot: None };
        reports.send(Report::Started { key: launch.key.clone(), attempt: launch.attempt, process });
        inner.launches.lock().unwrap().push(launch.clone());
        match *inner.script.lock().unwrap() {
            Some(script) => {
                let exit = ProcessExit::Exited { code: script(&launch) };
                reports.send(Report::Ended { key: launch.key, attempt: launch.attempt, exit });
            }
            None => {
                inner.running.lock().unwrap().insert(launch.key.to_string(), (launch, reports));
            }
        }
        inner.changed.0.send_replace(());
    }

    fn signal(&self, key: &JobKey, signal: ProcessSignal) {
        self.0.signals.lock().unwrap().push((key.to_string(), signal));
        self.0.changed.0.send_replace(());
    }

    async fn end_orphans(&self, key: &JobKey, attempt: u32, _process: Option<&ProcessIdentity>) {
        self.0.orphans.lock().unwrap().push((key.to_string(), attempt));
    }
}
