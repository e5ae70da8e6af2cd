use std::collections::BTreeMap;
use std::sync::Arc;

use apoyo_asl::MachineType;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Frame, FrameId};
use crate::data_flow::{ExecutionContext, MapItem};
use crate::failure::Failure;
use crate::history::Event;
use crate::machine::{FlowId, Machine};
use crate::payload::Payload;
use crate::task_token::TaskToken;

/// How an execution stands, in AWS's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// It runs.
    Running,
    /// It reached its end.
    Succeeded,
    /// It failed.
    Failed,
    /// It took too long.
    TimedOut,
    /// It was stopped.
    Aborted,
}

impl Status {
    /// AWS's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::TimedOut => "TIMED_OUT",
            Self::Aborted => "ABORTED",
        }
    }

    /// The status after an event; only these events of an execution change it: one of them while it has not succeeded,
    /// the others while it runs.
    pub fn next(self, event: &Event) -> Option<Self> {
        match (self, event) {
            (Self::Running, Event::ExecutionSucceeded { .. }) => Some(Self::Succeeded),
            (Self::Running, Event::ExecutionFailed(_)) => Some(Self::Failed),
            (Self::Running, Event::ExecutionAborted(_)) => Some(Self::Aborted),
            (Self::Running, Event::ExecutionTimedOut(_)) => Some(Self::TimedOut),
            (Self::Running, Event::ExecutionRedriven { .. }) => None,
            (Self::Running, _)
            | (Self::Failed | Self::TimedOut | Self::Aborted, Event::ExecutionRedriven { .. }) => {
                Some(Self::Running)
            }
            _ => None,
        }
    }
}

/// What an execution is made from, before its first event.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Its definition.
    pub machine: Arc<Machine>,
    /// The flow that it runs: the machine's own, or the processor of a Distributed Map.
    pub flow: FlowId,
    /// Facts for the context object; its input is the execution's.
    pub context: Arc<ExecutionContext>,
    /// The item, for a child of a Distributed Map.
    pub item: Option<MapItem>,
    /// Standard, with a history of at most 25,000 events, or Express.
    pub machine_type: MachineType,
    /// Region of its services.
    pub region: Arc<str>,
}

/// One execution: everything that its history says, in the form that the next step needs.
#[derive(Debug, Clone)]
pub struct Execution {
    pub(crate) origin: Origin,
    pub(crate) status: Status,
    pub(crate) output: Option<Payload>,
    pub(crate) failure: Option<Failure>,
    pub(crate) stopped: Option<Timestamp>,
    pub(crate) frames: BTreeMap<FrameId, Frame>,
    pub(crate) next_frame: u32,
    pub(crate) next_event: u64,
    pub(crate) seed: u64,
    /// The context object that a test of one state was given.
    pub(crate) given_context: Option<Payload>,
    /// What a redrive goes on with, once it has ended without success.
    pub(crate) halted: Option<Box<Frame>>,
}

/// An event that the execution cannot take where it stands: a damaged record, or a fault of the engine.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("event {id} ({event}) in frame {frame} does not follow what the execution did before it")]
pub struct IllegalEvent {
    /// Id of the event.
    pub id: u64,
    /// Its type.
    pub event: String,
    /// Its frame.
    pub frame: FrameId,
}

impl Execution {
    /// An execution before its first event.
    pub fn new(origin: Origin) -> Self {
        Self {
            origin,
            status: Status::Running,
            output: None,
            failure: None,
            stopped: None,
            frames: BTreeMap::new(),
            next_frame: 0,
            next_event: 1,
            seed: 0,
            given_context: None,
            halted: None,
        }
    }

    /// How it stands.
    pub fn status(&self) -> Status {
        self.status
    }

    /// Its output, once it has succeeded.
    pub fn output(&self) -> Option<&Payload> {
        self.output.as_ref()
    }

    /// Why it did not succeed.
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// When it ended.
    pub fn stopped(&self) -> Option<Timestamp> {
        self.stopped
    }

    /// Id of the event that comes next.
    pub fn next_event_id(&self) -> u64 {
        self.next_event
    }

    /// The flows of control that are under way, in order of their start.
    pub fn frames(&self) -> impl Iterator<Item = (FrameId, &Frame)> {
        self.frames.iter().map(|(id, frame)| (*id, frame))
    }

    /// One flow of control.
    pub fn frame(&self, id: FrameId) -> Option<&Frame> {
        self.frames.get(&id)
    }

    /// The token of the task that an event scheduled.
    pub(crate) fn task_token(&self, event: u64) -> TaskToken {
        TaskToken::new(self.origin.context.id.as_str().into(), event, self.seed)
    }

    /// What it was made from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }
}
