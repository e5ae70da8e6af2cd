//! What a test of one state does with an execution: it begins in that state, and the parts of the state are not run.

use jiff::Timestamp;

use super::apply::At;
use super::{Effect, Execution, FrameId, Phase, Visit};
use crate::data_flow::{MapItem, Variables};
use crate::failure::Failure;
use crate::machine::StateId;
use crate::payload::Payload;

/// Where the tested state stands when it is entered.
pub(crate) struct Beginning {
    pub(crate) state: StateId,
    pub(crate) input: Payload,
    pub(crate) variables: Variables,
    /// The item that the flow works on, where the state is inside a `Map` state.
    pub(crate) item: Option<MapItem>,
    /// How often each retrier was used.
    pub(crate) attempts: Vec<u64>,
    /// What stands in place of the context object.
    pub(crate) context: Option<Payload>,
}

impl Execution {
    /// An execution that has started, about to enter this state in place of its first one.
    pub(crate) fn begin_at(mut self, beginning: Beginning) -> Self {
        self.given_context = beginning.context;
        if let Some(frame) = self.frames.get_mut(&FrameId::ROOT) {
            frame.variables = beginning.variables;
            frame.item = beginning.item;
            frame.visit = Visit::arriving(beginning.state, beginning.input);
            frame.visit.attempts = beginning.attempts;
        }
        self
    }

    /// Takes this for what came of the branches or iterations of the state, which are not run.
    pub(crate) fn stand_in(
        mut self,
        result: Result<Payload, Failure>,
        now: Timestamp,
    ) -> (Self, Vec<Effect>) {
        let at = At { id: self.next_event, frame: FrameId::ROOT, time: now };
        let mut effects = self.remove_children(FrameId::ROOT);
        match result {
            Ok(result) => {
                if let Some(frame) = self.frames.get_mut(&FrameId::ROOT) {
                    frame.visit.phase = Phase::Joined(result);
                }
                effects.push(Effect::Proceed(FrameId::ROOT));
            }
            Err(failure) => effects.extend(self.fail(at, &failure).unwrap_or_default()),
        }
        (self, effects)
    }
}
