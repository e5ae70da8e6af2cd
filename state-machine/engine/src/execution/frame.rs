use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::arn::Arn;
use crate::data_flow::{MapItem, Variables};
use crate::failure::Failure;
use crate::history::{EntryPlan, MapRunPlan, TaskScheduled};
use crate::machine::StateId;
use crate::payload::Payload;

/// Names a frame in its execution; the machine's own flow is [`FrameId::ROOT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FrameId(pub u32);

impl FrameId {
    /// The machine's own flow.
    pub const ROOT: Self = Self(0);
}

impl fmt::Display for FrameId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One flow of control.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Where it belongs; none for the machine's own flow.
    pub place: Option<Place>,
    /// Its variables.
    pub variables: Variables,
    /// The item it works on.
    pub item: Option<MapItem>,
    /// Its latest event, to which the next one points back.
    pub last_event: u64,
    /// The state that it is in.
    pub visit: Visit,
}

/// The state that started a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The frame that waits for this one.
    pub parent: FrameId,
    /// Position among the branches or iterations.
    pub index: usize,
}

/// A flow's stay in one state, from its arrival to its end.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The state.
    pub state: StateId,
    /// Its input.
    pub input: Payload,
    /// Id of the event that entered it; 0 before.
    pub entered_event: u64,
    /// Id of the event before that.
    pub before_event: u64,
    /// When it was entered.
    pub entered: Timestamp,
    /// How often each retrier was used.
    pub attempts: Vec<u64>,
    /// Where it stands.
    pub phase: Phase,
    /// Where a redrive lets it go on, once it has failed.
    pub rest: Option<Box<Phase>>,
}

/// Where a visit stands.
#[derive(Debug, Clone)]
pub enum Phase {
    /// Not yet entered.
    Arriving,
    /// Entered; its work comes next.
    Entered(EntryPlan),
    /// A `Wait` state until its timer.
    Waiting(Waiting),
    /// Failed, to be tried again when this timer, set by that event, fires.
    Retrying(u64),
    /// The task is handed over.
    Scheduled(Box<TaskScheduled>),
    /// The task runs.
    Running(Box<RunningTask>),
    /// Branches or iterations run.
    Branching(Box<Branches>),
    /// A Distributed Map whose run is about to begin.
    Distributing,
    /// A Map Run works.
    MapRunning(Box<MapRunAttempt>),
    /// A Map Run that did not succeed is about to be redriven.
    MapRunHalted(Box<MapRunAttempt>),
    /// The work gave a result; output and variables come next.
    Done(Payload),
    /// All parts of a `Map` or `Parallel` state are done, their results in order.
    Joined(Payload),
    /// Failed, and a catcher takes over.
    Caught(usize, Failure),
    /// The `MapStateFailed` or `ParallelStateFailed` of a caught failure is recorded.
    CaughtAndTold(usize, Failure),
    /// Failed, and nobody catches.
    Failing(Failure),
    /// As [`Phase::Failing`], after `MapStateFailed` or `ParallelStateFailed`.
    FailingAndTold(Failure),
    /// The flow is at its end, with this output.
    Ended(Payload),
}

/// A wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The event that set the timer first.
    pub set: u64,
    /// When it began.
    pub since: Timestamp,
    /// When it is over.
    pub until: Timestamp,
}

/// One attempt at a Map Run: the first, or a redrive.
#[derive(Debug, Clone, PartialEq)]
pub struct MapRunAttempt {
    /// The run.
    pub arn: Arn,
    /// What it does.
    pub plan: Arc<MapRunPlan>,
    /// How often it was redriven, this time included.
    pub redrives: u32,
}

/// One attempt at a task.
#[derive(Debug, Clone)]
pub struct RunningTask {
    /// Id of the event that scheduled it.
    pub token: u64,
    /// What was scheduled.
    pub task: TaskScheduled,
    /// The reply of its call, once a task has it that waits for more.
    pub submitted: Option<Payload>,
}

/// The parts of a `Map` or `Parallel` state.
#[derive(Debug, Clone)]
pub struct Branches {
    /// The items; null for a `Parallel` state.
    pub items: Payload,
    /// How many parts there are.
    pub length: usize,
    /// How many were started.
    pub started: usize,
    /// Most at once.
    pub concurrency: usize,
    /// Those that run: position and frame.
    pub running: BTreeMap<usize, FrameId>,
    /// Outputs, by position.
    pub outputs: Vec<Option<Payload>>,
    /// How many outputs there are.
    pub finished: usize,
    /// Why the state fails, where a part did.
    pub failed: Option<Failure>,
    /// The event that the next iteration points back to.
    pub chain: u64,
    /// Those that ended before they were done, by position.
    pub halted: BTreeMap<usize, HaltedPart>,
}

/// A part that a redrive lets go on.
#[derive(Debug, Clone)]
pub struct HaltedPart {
    /// Its frame's name.
    pub id: FrameId,
    /// Its frame, with the parts of its own in it.
    pub frame: Frame,
}

impl Visit {
    /// A visit that is about to begin.
    pub fn arriving(state: StateId, input: Payload) -> Self {
        Self {
            state,
            input,
            entered_event: 0,
            before_event: 0,
            entered: Timestamp::UNIX_EPOCH,
            attempts: Vec::new(),
            phase: Phase::Arriving,
            rest: None,
        }
    }

    /// How often the state was retried.
    pub fn retry_count(&self) -> u32 {
        u32::try_from(self.attempts.iter().sum::<u64>()).unwrap_or(u32::MAX)
    }
}
