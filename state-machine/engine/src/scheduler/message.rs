use std::sync::Arc;

use tokio::sync::oneshot;

use super::Key;
use crate::arn::Arn;
use crate::decide::Happening;
use crate::execution::Origin;
use crate::failure::Failure;
use crate::map_run::Feed;
use crate::payload::Payload;

/// What the loop is told.
pub(crate) enum Message {
    /// Start an execution; the reply comes once it is stored.
    Start(Box<StartRequest>),
    /// Something happened to an execution.
    Happened { key: Key, happening: Happening },
    /// A task still works.
    Heartbeat { key: Key, token: u64 },
    /// Stop an execution.
    Stop { execution: Arn, failure: Failure },
    /// The feeder of a Map Run has something.
    Fed { map_run: Arn, feed: Feed },
    /// The result files of a Map Run are written, or could not be.
    ResultsWritten { map_run: Arn, result: Result<Payload, Failure> },
    /// A timer is due.
    TimersDue,
    /// End the loop.
    Shutdown,
}

/// An execution to start.
pub(crate) struct StartRequest {
    pub(crate) arn: Arn,
    pub(crate) origin: Origin,
    pub(crate) input: Payload,
    pub(crate) role_arn: Arc<str>,
    pub(crate) reply: oneshot::Sender<()>,
}
