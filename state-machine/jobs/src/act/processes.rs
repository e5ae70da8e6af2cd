use std::path::PathBuf;

use async_trait::async_trait;
use tokio::sync::mpsc;

use crate::model::{JobKey, ProcessExit, ProcessIdentity};

/// This machine's processes, or what stands in for them in a test.
#[async_trait]
pub trait Processes: Send + Sync + 'static {
    /// Starts a process and returns at once; reports its start and its end, or only that it could not be started.
    fn start(&self, launch: Launch, reports: Reports);

    /// Sends a signal to the process of a job and all that it started; nothing where there is none.
    fn signal(&self, key: &JobKey, signal: ProcessSignal);

    /// Ends what an attempt left behind that a cloud started which is no more, and returns once it is gone. No process is hit
    /// but those of this attempt.
    async fn end_orphans(&self, key: &JobKey, attempt: u32, process: Option<&ProcessIdentity>);
}

/// What is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Launch {
    /// The job.
    pub key: JobKey,
    /// Which attempt, from 1.
    pub attempt: u32,
    /// Program and arguments.
    pub command: Vec<String>,
    /// All of its environment.
    pub environment: Vec<(String, String)>,
    /// Its current folder.
    pub folder: PathBuf,
    /// The file that its output goes to.
    pub log: PathBuf,
}

/// What a process is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProcessSignal {
    /// SIGTERM.
    Terminate,
    /// SIGKILL.
    Kill,
}

/// What became of a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// It runs.
    Started {
        /// The job.
        key: JobKey,
        /// Which attempt.
        attempt: u32,
        /// The process.
        process: ProcessIdentity,
    },
    /// It ended, and its output is in its file.
    Ended {
        /// The job.
        key: JobKey,
        /// Which attempt.
        attempt: u32,
        /// How.
        exit: ProcessExit,
    },
}

/// Where reports go.
#[derive(Debug, Clone)]
pub struct Reports(pub(crate) mpsc::UnboundedSender<Report>);

impl Reports {
    /// Reports; nobody hears it where the cloud has ended.
    pub fn send(&self, report: Report) {
        let _ = self.0.send(report);
    }
}
