use serde_json::Value;
use tokio::sync::oneshot;

use crate::decide::Refusal;
use crate::model::{Book, Event, JobKey};

/// What the desk is asked for.
pub(super) enum Message {
    /// To decide something and record it.
    Change { decide: Decide, reply: oneshot::Sender<Result<Value, Fault>> },
    /// To be looked at.
    Read(Box<dyn FnOnce(&Book) + Send>),
    /// To say when a job has ended, with its description.
    Wait { key: JobKey, reply: oneshot::Sender<Result<Value, Fault>> },
    /// To end: processes are told to, and nothing starts any more.
    Stop { reply: oneshot::Sender<()> },
}

/// What a call decides, from the book and the time: its reply and its events.
pub(super) type Decide = Box<dyn FnOnce(&Book, i64) -> Result<(Value, Vec<Event>), Refusal> + Send>;

/// Why a call has no reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is refused.
    Refused(Refusal),
    /// It could not be recorded.
    Server(String),
    /// There is nobody any more who could answer: the cloud ends.
    Gone,
}
