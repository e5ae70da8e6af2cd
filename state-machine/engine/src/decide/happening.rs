use std::sync::Arc;

use crate::arn::Arn;
use crate::execution::FrameId;
use crate::failure::Failure;
use crate::history::RedrivenBy;
use crate::payload::Payload;

/// What the world tells an execution.
#[derive(Debug, Clone)]
pub enum Happening {
    /// Nothing: decide what comes next in a frame.
    Proceed(FrameId),
    /// A timer fired that the event `token` set.
    TimerFired {
        /// The frame.
        frame: FrameId,
        /// The event.
        token: u64,
    },
    /// The task that the event `token` scheduled has not beaten for its `HeartbeatSeconds`.
    HeartbeatMissed {
        /// The frame.
        frame: FrameId,
        /// The event.
        token: u64,
    },
    /// The task that the event `token` scheduled is with its service, which replied this.
    TaskSubmitted {
        /// The frame.
        frame: FrameId,
        /// The event.
        token: u64,
        /// The reply.
        output: Payload,
    },
    /// The task that the event `token` scheduled gave a result or failed.
    TaskFinished {
        /// The frame.
        frame: FrameId,
        /// The event.
        token: u64,
        /// What came of it.
        result: Result<Payload, Failure>,
    },
    /// A worker took the task that the event `token` scheduled for an activity.
    ActivityTaken {
        /// The frame.
        frame: FrameId,
        /// The event.
        token: u64,
        /// The name that the worker gave itself.
        worker_name: Option<Arc<str>>,
    },
    /// Whoever has the token of the task that the event `token` scheduled told how it ended: `SendTaskSuccess`,
    /// `SendTaskFailure`.
    TaskReported {
        /// The frame.
        frame: FrameId,
        /// The event.
        token: u64,
        /// What came of it.
        result: Result<Payload, Failure>,
    },
    /// A Map Run is done: the result of its state, or why it failed.
    MapRunFinished {
        /// The frame.
        frame: FrameId,
        /// The run.
        map_run_arn: Arn,
        /// What came of it.
        result: Result<Payload, Failure>,
    },
    /// Somebody redrives the execution.
    Redriven(RedrivenBy),
    /// Somebody stopped the execution, with this error and cause.
    Stopped(Failure),
    /// The execution's own `TimeoutSeconds` are over.
    ExecutionTimerFired,
    /// The engine itself failed at this execution, which cannot go on.
    Crashed(Failure),
}

impl Happening {
    /// The event that scheduled the task that it tells of; none where it tells of no task.
    pub fn task_token(&self) -> Option<u64> {
        match self {
            Self::TimerFired { token, .. }
            | Self::HeartbeatMissed { token, .. }
            | Self::TaskSubmitted { token, .. }
            | Self::TaskFinished { token, .. }
            | Self::ActivityTaken { token, .. }
            | Self::TaskReported { token, .. } => Some(*token),
            Self::Proceed(_)
            | Self::MapRunFinished { .. }
            | Self::Redriven(_)
            | Self::Stopped(_)
            | Self::ExecutionTimerFired
            | Self::Crashed(_) => None,
        }
    }

    /// The frame that it concerns; none where it concerns all.
    pub fn frame(&self) -> Option<FrameId> {
        match self {
            Self::Proceed(frame)
            | Self::TimerFired { frame, .. }
            | Self::HeartbeatMissed { frame, .. }
            | Self::TaskSubmitted { frame, .. }
            | Self::TaskFinished { frame, .. }
            | Self::ActivityTaken { frame, .. }
            | Self::TaskReported { frame, .. }
            | Self::MapRunFinished { frame, .. } => Some(*frame),
            Self::Redriven(_) | Self::Stopped(_) | Self::ExecutionTimerFired | Self::Crashed(_) => None,
        }
    }
}
