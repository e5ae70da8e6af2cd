use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::Key;
use super::resume::Resumed;
use crate::api::{ExecutionDescription, MapRunUpdate};
use crate::arn::Arn;
use crate::decide::Happening;
use crate::execution::{Execution, Origin};
use crate::failure::Failure;
use crate::history::RedrivenBy;
use crate::map_run::{Done, Fate, Feed, RunId};
use crate::payload::Payload;
use crate::store::StoredChild;
use crate::task_token::TaskToken;

/// What the loop is told.
pub(crate) enum Message {
    /// Start an execution; the reply comes once it is stored.
    Start(Box<StartRequest>),
    /// Something happened to an execution.
    Happened { key: Key, happening: Happening },
    /// A task still works.
    Heartbeat { key: Key, token: u64 },
    /// Whoever has a task's token reports on it.
    TaskReport { token: TaskToken, report: TaskReport, reply: oneshot::Sender<Reported> },
    /// A worker asks for a task of an activity.
    Poll { activity: Arn, worker: Worker },
    /// Let an execution go on that ended without success; the reply comes once it is stored.
    Redrive(Box<RedriveRequest>),
    /// Stop an execution.
    Stop { execution: Arn, failure: Failure },
    /// The feeder of a Map Run has something.
    Fed { run: RunId, feed: Feed },
    /// The result files of a Map Run are written, or could not be.
    ResultsWritten { run: RunId, result: Result<Payload, Failure> },
    /// Change a Map Run that works; the reply says whether it did.
    UpdateMapRun { map_run: Arn, update: MapRunUpdate, reply: oneshot::Sender<bool> },
    /// An execution goes on that a store kept.
    Resume(Box<Resumed>),
    /// A child of a Map Run that is resumed or redriven had ended.
    ChildKept { run: RunId, child: Box<StoredChild>, fate: Fate, permit: OwnedSemaphorePermit },
    /// All that was kept of a Map Run is taken in: it starts its other children.
    FeedOn { run: RunId, done: Done },
    /// A timer is due.
    TimersDue,
    /// An execution that had its turn can go on.
    TurnsDue,
    /// End the loop.
    Shutdown,
}

/// An execution to start.
pub(crate) struct StartRequest {
    pub(crate) description: Box<ExecutionDescription>,
    pub(crate) origin: Origin,
    pub(crate) role_arn: Arc<str>,
    pub(crate) reply: oneshot::Sender<()>,
}

/// An execution to redrive.
pub(crate) struct RedriveRequest {
    pub(crate) execution_arn: Arn,
    /// As its history says.
    pub(crate) execution: Execution,
    pub(crate) by: RedrivenBy,
    /// When it was redriven; none where another call did that meanwhile.
    pub(crate) reply: oneshot::Sender<Option<Timestamp>>,
}

/// What is reported on a task.
pub(crate) enum TaskReport {
    /// How it ended.
    Ended(Result<Payload, Failure>),
    /// It still works.
    Heartbeat,
}

/// What came of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reported {
    /// It is recorded.
    Taken,
    /// The task has ended, or never was.
    Gone,
}

/// A worker that waits for a task.
pub(crate) struct Worker {
    pub(crate) name: Option<Arc<str>>,
    pub(crate) reply: oneshot::Sender<ActivityTask>,
}

/// A task of an activity, handed to a worker: the reply of `GetActivityTask`.
#[derive(Debug, Clone, PartialEq)]
pub struct ActivityTask {
    /// With what the worker reports on it.
    pub task_token: String,
    /// Its input.
    pub input: Payload,
}
