use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::AbortHandle;

use super::heartbeats::Pulse;
use super::timers::TimerId;
use crate::api::ChildOf;
use crate::arn::Arn;
use crate::execution::Execution;
use crate::payload::Payload;

/// Names an execution that runs in this engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key(pub(super) u64);

impl Key {
    /// Names no execution: of a task that a test of one state runs.
    pub(crate) const NONE: Self = Self(u64::MAX);
}

/// An execution that runs, and what runs for it.
pub(super) struct Live {
    pub(super) arn: Arn,
    /// Taken out while an event is applied.
    pub(super) execution: Option<Execution>,
    pub(super) owner: Owner,
    pub(super) recording: Recording,
    pub(super) started: Timestamp,
    /// By token of the attempt.
    pub(super) tasks: HashMap<u64, AbortHandle>,
    /// By token, so that an attempt that has ended leaves none behind.
    pub(super) timers: HashMap<u64, TimerId>,
    /// By token of the attempt, where its state has `HeartbeatSeconds`.
    pub(super) pulses: HashMap<u64, Pulse>,
}

impl Live {
    /// An execution for which nothing runs yet, and whose events are stored.
    pub(super) fn new(arn: Arn, execution: Execution, owner: Owner) -> Self {
        Self {
            arn,
            started: execution.origin().context.start_time,
            execution: Some(execution),
            owner,
            recording: Recording::Full,
            tasks: HashMap::new(),
            timers: HashMap::new(),
            pulses: HashMap::new(),
        }
    }
}

/// Whether an execution's events are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recording {
    /// They are.
    Full,
    /// They are not: a child of a Distributed Map of type EXPRESS.
    None,
}

/// Who waits for an execution.
pub(super) enum Owner {
    /// Whoever started it.
    Caller,
    /// A Map Run.
    MapRun(Box<Child>),
}

/// An execution's place in a Map Run.
pub(super) struct Child {
    pub(super) part: ChildOf,
    pub(super) key: Key,
    pub(super) input: Payload,
    pub(super) state_machine_arn: Arc<str>,
    pub(super) permit: Option<OwnedSemaphorePermit>,
}
