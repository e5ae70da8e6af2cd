//! What is left of flows that end before they are done: enough for a redrive to go on with them.
//!
//! Source: <https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html>, "Redrive behavior of individual
//! states", and <https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html>.

use std::mem;
use std::sync::Arc;

use super::{Branches, Effect, Execution, Frame, FrameId, HaltedPart, Phase};
use crate::failure::{Failure, error_name};
use crate::history::EntryPlan;
use crate::machine::{Kind, State};

impl Execution {
    /// Ends a frame and everything that it started; gives back what a redrive goes on with, where each flow stands at
    /// the state that it did not finish. `failure` is the flow's own; none where it ends because others do.
    pub(super) fn halt(&mut self, id: FrameId, failure: Option<&Failure>) -> Option<(Frame, Vec<Effect>)> {
        let mut effects = self.cancel_of(id)?;
        let (rest, of_parts) = self.rest_of(id, failure)?;
        effects.extend(of_parts);
        let mut frame = self.frames.remove(&id)?;
        frame.visit.phase = rest;
        frame.visit.rest = None;
        // Retries count anew.
        frame.visit.attempts.clear();
        Some((frame, effects))
    }

    /// Ends a part of a `Map` state, which remembers what is left of it; gives back the state's frame.
    pub(super) fn halt_part(
        &mut self,
        id: FrameId,
        failure: Option<&Failure>,
    ) -> Option<(FrameId, Vec<Effect>)> {
        let place = self.frames.get(&id)?.place?;
        let (frame, effects) = self.halt(id, failure)?;
        let branches = self.frames.get_mut(&place.parent)?.branches()?;
        branches.running.remove(&place.index)?;
        branches.halted.insert(place.index, HaltedPart { id, frame });
        Some((place.parent, effects))
    }

    /// Ends what a failed state started, and remembers in its visit where a redrive goes on.
    pub(super) fn set_rest(&mut self, id: FrameId, failure: &Failure) -> Option<Vec<Effect>> {
        let (rest, effects) = self.rest_of(id, Some(failure))?;
        self.frames.get_mut(&id)?.visit.rest = Some(Box::new(rest));
        Some(effects)
    }

    /// Takes where a frame stands, and gives back where a redrive goes on.
    fn rest_of(&mut self, id: FrameId, failure: Option<&Failure>) -> Option<(Phase, Vec<Effect>)> {
        let machine = Arc::clone(&self.origin.machine);
        let visit = &mut self.frames.get_mut(&id)?.visit;
        let state = machine.state(visit.state);
        let phase = mem::replace(&mut visit.phase, Phase::Arriving);
        if let Phase::Branching(branches) = phase {
            let (branches, effects) = self.halt_parts(branches);
            return Some((rest(state, Phase::Branching(branches), failure), effects));
        }
        let phase = match phase {
            Phase::Failing(_) | Phase::FailingAndTold(_) => {
                return Some((failed_at(visit.rest.take()), vec![]));
            }
            Phase::Caught(..) | Phase::CaughtAndTold(..) if failure.is_some() => {
                return Some((failed_at(visit.rest.take()), vec![]));
            }
            phase => phase,
        };
        Some((rest(state, phase, failure), Vec::new()))
    }

    fn halt_parts(&mut self, mut branches: Box<Branches>) -> (Box<Branches>, Vec<Effect>) {
        let mut effects = Vec::new();
        for (index, id) in mem::take(&mut branches.running) {
            if let Some((frame, ended)) = self.halt(id, None) {
                effects.extend(ended);
                branches.halted.insert(index, HaltedPart { id, frame });
            }
        }
        branches.failed = None;
        (branches, effects)
    }
}

fn failed_at(rest: Option<Box<Phase>>) -> Phase {
    rest.map_or(Phase::Entered(EntryPlan::Work), |rest| *rest)
}

/// Where a redrive goes on with a state that stood there when its flow ended.
fn rest(state: &State, phase: Phase, failure: Option<&Failure>) -> Phase {
    let is_new_run = state.kind.distributed().is_some() && failure.is_some_and(starts_a_new_run);
    let is_all_again = failure.is_some_and(|it| it.name() == error_name::DATA_LIMIT_EXCEEDED);
    match phase {
        // What entering decided is decided again: these states are entered again.
        Phase::Arriving | Phase::Entered(EntryPlan::Broken(..) | EntryPlan::Fail(_)) => Phase::Arriving,
        Phase::Branching(_) | Phase::Joined(_) if is_all_again => Phase::Entered(EntryPlan::Work),
        Phase::MapRunning(_) | Phase::MapRunHalted(_) if is_new_run => Phase::Entered(EntryPlan::Work),
        Phase::MapRunning(run) | Phase::MapRunHalted(run) => Phase::MapRunHalted(run),
        Phase::Joined(_) | Phase::Done(_) if failure.is_some() && !keeps_parts(state, is_all_again) => {
            Phase::Entered(EntryPlan::Work)
        }
        // Its parts are done; only what it made of them failed.
        Phase::Done(result) if failure.is_some() => Phase::Joined(result),
        Phase::Branching(_)
        | Phase::Joined(_)
        | Phase::Done(_)
        | Phase::Waiting(_)
        | Phase::Caught(..)
        | Phase::CaughtAndTold(..)
        | Phase::Ended(_) => phase,
        Phase::Entered(EntryPlan::Work | EntryPlan::WaitUntil(_))
        | Phase::Retrying(_)
        | Phase::Scheduled(_)
        | Phase::Running(_)
        | Phase::Distributing
        | Phase::Failing(_)
        | Phase::FailingAndTold(_) => Phase::Entered(EntryPlan::Work),
    }
}

/// Whether the results of its parts are of use to a state that failed after them.
fn keeps_parts(state: &State, is_all_again: bool) -> bool {
    let is_inline =
        matches!(state.kind, Kind::Parallel(_) | Kind::Map(_)) && state.kind.distributed().is_none();
    is_inline && !is_all_again
}

/// Whether a Map Run that failed so is left behind by a redrive, which starts another.
///
/// The page names `States.DataLimitExceeded` and the failure of an expression, which `JSONPath` calls by these names and
/// `JSONata` by its own.
fn starts_a_new_run(failure: &Failure) -> bool {
    const NAMES: [&str; 4] = [
        error_name::DATA_LIMIT_EXCEEDED,
        error_name::RUNTIME,
        error_name::INTRINSIC_FAILURE,
        error_name::QUERY_EVALUATION_ERROR,
    ];
    NAMES.contains(&failure.name())
}
