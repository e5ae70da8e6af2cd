use std::collections::HashMap;
use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use apoyo_engine::Clock;
use async_trait::async_trait;
use tokio::net::unix::pipe::Receiver;
use tokio::process::Child;
use tokio::sync::mpsc;

use super::{Launch, ProcessSignal, Processes, Report, Reports, command, log_file, process_table};
use crate::model::{JobKey, ProcessExit, ProcessIdentity};

/// How long a process that was killed may take to be gone before the next attempt starts all the same.
const GONE: Duration = Duration::from_secs(5);
/// How often that is looked at.
const LOOK: Duration = Duration::from_millis(10);
/// How long the output of a process that ended is waited for, where something that left its group still holds it open.
const LAST_OUTPUT: Duration = Duration::from_secs(1);

/// Jobs as processes of this machine. Each leads a group of its own: a signal goes to the whole group, and what is left of it
/// when its leader ends is killed, as what is left in a container is.
#[derive(Clone)]
pub struct LocalProcesses {
    clock: Arc<dyn Clock>,
    signals: Arc<Mutex<HashMap<JobKey, mpsc::UnboundedSender<ProcessSignal>>>>,
}

impl LocalProcesses {
    /// Processes that are waited for with this clock.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, signals: Arc::default() }
    }

    fn signals(&self) -> MutexGuard<'_, HashMap<JobKey, mpsc::UnboundedSender<ProcessSignal>>> {
        self.signals.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn attend(self, launch: Launch, reports: Reports, signals: mpsc::UnboundedReceiver<ProcessSignal>) {
        let exit = match self.attempt(&launch, &reports, signals).await {
            Ok(code) => ProcessExit::Exited { code },
            Err(reason) => ProcessExit::NotStarted { reason },
        };
        self.signals().remove(&launch.key);
        reports.send(Report::Ended { key: launch.key, attempt: launch.attempt, exit });
    }

    /// Runs a process to its end; gives back its code, or why it could not be started.
    async fn attempt(
        &self,
        launch: &Launch,
        reports: &Reports,
        mut signals: mpsc::UnboundedReceiver<ProcessSignal>,
    ) -> Result<i32, String> {
        let no_log = |error| format!("CannotCreateContainerError: {}: {error}", launch.log.display());
        let log = log_file::open(&launch.log).await.map_err(no_log)?;
        let (mut child, output) = command::spawn(launch)?;
        let output = Receiver::from_owned_fd(OwnedFd::from(output)).map_err(no_log)?;
        let copying = tokio::spawn(log_file::copy(output, log));
        let leader = child.id().unwrap_or_default();
        let process = process_table::identity(leader);
        reports.send(Report::Started { key: launch.key.clone(), attempt: launch.attempt, process });
        let status = wait(&mut child, leader, &mut signals).await;
        for left in process_table::left_in_group(leader, &launch.key, launch.attempt) {
            process_table::kill(&left);
        }
        let end_of_output = copying.abort_handle();
        let patience = self.clock.now().checked_add(LAST_OUTPUT).unwrap_or(jiff::Timestamp::MAX);
        tokio::select! {
            biased;
            _ = copying => {}
            () = self.clock.sleep_until(patience) => end_of_output.abort(),
        }
        status.map(code).map_err(|error| format!("CannotInspectContainerError: {error}"))
    }

    async fn gone(&self, processes: &[ProcessIdentity]) {
        let after = |time: Duration| self.clock.now().checked_add(time).unwrap_or(jiff::Timestamp::MAX);
        let last = after(GONE);
        while processes.iter().any(process_table::is_alive) {
            if self.clock.now() >= last {
                tracing::warn!(?processes, "the processes of a job do not end though they were killed");
                return;
            }
            self.clock.sleep_until(after(LOOK)).await;
        }
    }
}

/// Waits for a process, and hands it its signals: its number is its own as long as this waits.
async fn wait(
    child: &mut Child,
    leader: u32,
    signals: &mut mpsc::UnboundedReceiver<ProcessSignal>,
) -> std::io::Result<ExitStatus> {
    loop {
        tokio::select! {
            biased;
            status = child.wait() => return status,
            Some(signal) = signals.recv() => process_table::signal_group(leader, signal),
        }
    }
}

fn code(status: ExitStatus) -> i32 {
    status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or_default())
}

#[async_trait]
impl Processes for LocalProcesses {
    fn start(&self, launch: Launch, reports: Reports) {
        let (sender, receiver) = mpsc::unbounded_channel();
        self.signals().insert(launch.key.clone(), sender);
        tokio::spawn(self.clone().attend(launch, reports, receiver));
    }

    fn signal(&self, key: &JobKey, signal: ProcessSignal) {
        if let Some(sender) = self.signals().get(key) {
            // Nobody hears it where the process has just ended.
            let _ = sender.send(signal);
        }
    }

    async fn end_orphans(&self, key: &JobKey, attempt: u32, process: Option<&ProcessIdentity>) {
        let mut orphans = process_table::of_attempt(key, attempt);
        orphans.extend(process.cloned().filter(process_table::is_alive));
        for orphan in &orphans {
            tracing::info!(job = %key, attempt, pid = orphan.pid, "a process of a job outlived the cloud; it is ended");
            process_table::kill(orphan);
        }
        self.gone(&orphans).await;
    }
}
