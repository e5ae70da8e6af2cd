//! How an execution that ended without success goes on.

use std::mem;
use std::sync::Arc;

use jiff::Timestamp;

use super::apply::{At, later};
use super::{Effect, Execution, Frame, FrameId, Phase, Waiting};
use crate::data_flow::ExecutionContext;
use crate::history::HistoryEvent;
use crate::machine::{Kind, State, WaitTime};

impl Execution {
    pub(super) fn redriven(
        &mut self,
        at: At,
        redrive_count: u32,
        recorded: &HistoryEvent,
    ) -> Option<Vec<Effect>> {
        let before = self.origin.context.redrive_count?;
        (redrive_count == before + 1).then_some(())?;
        let root = *self.halted.take()?;
        self.failure = None;
        self.stopped = None;
        self.origin.context = Arc::new(ExecutionContext {
            redrive_count: Some(redrive_count),
            redrive_time: Some(at.time),
            ..(*self.origin.context).clone()
        });
        let mut effects = vec![Effect::Reopen(Box::new(recorded.clone()))];
        effects.extend(self.revive(at, FrameId::ROOT, root)?);
        // The time of the whole execution begins anew.
        if let Some(deadline) = self.time_limit().and_then(|limit| later(at.time, limit)) {
            effects.push(Effect::SetExecutionTimer(deadline));
        }
        Some(effects)
    }

    /// Puts a frame back, and the parts that it has left; each goes on where it stands.
    fn revive(&mut self, at: At, id: FrameId, mut frame: Frame) -> Option<Vec<Effect>> {
        let machine = Arc::clone(&self.origin.machine);
        let state = machine.state(frame.visit.state);
        frame.last_event = at.id;
        let mut effects = Vec::new();
        match &mut frame.visit.phase {
            Phase::Waiting(wait) => {
                *wait = waiting_again(state, *wait, at)?;
                effects.push(Effect::SetTimer { frame: id, token: wait.set, at: wait.until });
            }
            Phase::Branching(branches) => {
                branches.chain = at.id;
                for (index, part) in mem::take(&mut branches.halted) {
                    branches.running.insert(index, part.id);
                    effects.extend(self.revive(at, part.id, part.frame)?);
                }
                effects.push(Effect::Proceed(id));
            }
            _ => effects.push(Effect::Proceed(id)),
        }
        self.frames.insert(id, frame);
        Some(effects)
    }
}

/// A wait of so many seconds begins anew; one until a time ends then, or at once where that is past.
fn waiting_again(state: &State, wait: Waiting, at: At) -> Option<Waiting> {
    let until: Timestamp = match &state.kind {
        Kind::Wait(WaitTime::Seconds(_)) => {
            at.time.checked_add(wait.until.duration_since(wait.since)).ok()?
        }
        _ => wait.until,
    };
    // Its timer keeps its name: those of a redrive would all have one.
    Some(Waiting { since: at.time, until, ..wait })
}
