use crate::execution::FrameId;
use crate::history::Event;

/// An event that is decided and not yet recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    /// Where it happens.
    pub frame: FrameId,
    /// Id of the event that led to it.
    pub previous: u64,
    /// What happens.
    pub event: Event,
}
