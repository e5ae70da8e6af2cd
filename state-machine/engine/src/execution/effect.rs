use std::time::Duration;

use jiff::Timestamp;

use super::FrameId;
use crate::arn::Arn;
use crate::history::HistoryEvent;

/// What the scheduler must do after an event; each may be done twice.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Decide what comes next in a frame.
    Proceed(FrameId),
    /// Start the task of a frame; `token` names this attempt and makes it idempotent.
    StartTask {
        /// The frame.
        frame: FrameId,
        /// Id of the event that scheduled it.
        token: u64,
    },
    /// Offer the task of a frame to the workers of its activity.
    OfferTask {
        /// The frame.
        frame: FrameId,
        /// Id of the event that scheduled it.
        token: u64,
    },
    /// Report back at this time.
    SetTimer {
        /// The frame.
        frame: FrameId,
        /// Id of the event that set it: a timer of an earlier event is stale.
        token: u64,
        /// When.
        at: Timestamp,
    },
    /// Report back when the task of a frame has not beaten for this long.
    ExpectHeartbeat {
        /// The frame.
        frame: FrameId,
        /// Id of the event that scheduled it.
        token: u64,
        /// How long.
        within: Duration,
    },
    /// Report back at this time: then the execution has taken too long.
    SetExecutionTimer(Timestamp),
    /// Cancel the task of a frame that is no more.
    CancelTask {
        /// The frame.
        frame: FrameId,
        /// Id of the event that scheduled it.
        token: u64,
    },
    /// Start a Map Run.
    StartMapRun(FrameId),
    /// Let a Map Run that did not succeed go on.
    RedriveMapRun {
        /// The frame.
        frame: FrameId,
        /// When it was redriven.
        at: Timestamp,
    },
    /// End a Map Run and its children.
    CancelMapRun(Arn),
    /// The execution runs again, after this event.
    Reopen(Box<HistoryEvent>),
    /// The execution has ended.
    Finish,
}
