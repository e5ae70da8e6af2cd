use serde::{Deserialize, Serialize};

use super::ProcessIdentity;

/// An attempt that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attempt {
    pub(crate) started_at: Option<i64>,
    pub(crate) stopped_at: i64,
    pub(crate) log_stream: String,
    pub(crate) end: AttemptEnd,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AttemptEnd {
    /// As of a container: 128 and the signal's number where a signal ended it; none where it never ran.
    pub(crate) exit_code: Option<i32>,
    /// What the machine says of it, as in `CannotStartContainerError: ..`; none where the program exited by itself.
    pub(crate) reason: Option<String>,
    pub(crate) status_reason: String,
    /// Whether this machine's end was the attempt's, which then counts for nothing.
    pub(crate) is_host_lost: bool,
}

/// The attempt that is under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Current {
    pub(crate) log_stream: String,
    pub(crate) process: Option<ProcessIdentity>,
    pub(crate) stop: Option<Stop>,
}

/// That an attempt was told to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stop {
    pub(crate) cause: StopCause,
    pub(crate) asked_at: i64,
    pub(crate) is_killed: bool,
}

/// Why an attempt is told to end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum StopCause {
    /// `TerminateJob`, or its queue was deleted.
    Terminated { reason: String },
    /// It took longer than `attemptDurationSeconds`.
    TimedOut,
    /// The embedded cloud ends.
    HostStops,
}
