//! One event of a tested state: decided and applied by the code of every execution.

use jiff::Timestamp;

use super::TestStateError;
use super::ending::Ending;
use super::task::Runner;
use crate::decide::{Happening, NewEvent, Scene, next_event};
use crate::execution::{Effect, Execution, FrameId};
use crate::failure::Failure;
use crate::history::{Event, HistoryEvent};
use crate::payload::Payload;

type Tested<T> = Result<T, TestStateError>;

/// What a step led to.
pub(super) enum Stepped {
    /// These effects, of this event.
    Going(Event, Vec<Effect>),
    /// The end of the state.
    Ended(Ending),
}

/// Takes a result for what came of the parts of the state that an execution is in; gives back the end, where it is
/// retried.
pub(super) fn stand_in(
    execution: &mut Execution,
    result: Result<Payload, Failure>,
    runner: &Runner<'_>,
) -> Option<Ending> {
    let now = runner.clock.now();
    let failure = result.as_ref().err().cloned();
    let before = execution.clone();
    let (after, effects) = before.clone().stand_in(result, now);
    *execution = after;
    Ending::retriable((&before, execution), &effects, (failure?, now))
}

/// Decides and applies one event; `look` sees the scene before the decision, and the event after it.
///
/// # Errors
/// Never, but by a fault of the engine.
pub(super) fn step(
    execution: &mut Execution,
    happening: &Happening,
    runner: &Runner<'_>,
    mut look: impl FnMut(&Scene<'_>, Option<&Event>),
) -> Tested<Stepped> {
    let now = runner.clock.now();
    let (new, caught) = {
        let scene = Scene::of(execution, FrameId::ROOT, now).ok_or_else(stuck)?;
        look(&scene, None);
        let new = next_event(&scene, happening).ok_or_else(stuck)?;
        look(&scene, Some(&new.event));
        (new, scene.caught().cloned())
    };
    record(execution, new, caught, now)
}

/// Applies an event that is decided.
///
/// # Errors
/// Never, but by a fault of the engine.
pub(super) fn record(
    execution: &mut Execution,
    new: NewEvent,
    caught: Option<(usize, Failure)>,
    now: Timestamp,
) -> Tested<Stepped> {
    let recorded = HistoryEvent {
        id: execution.next_event_id(),
        previous_event_id: new.previous,
        timestamp: now,
        frame: new.frame,
        event: new.event,
    };
    let before = execution.clone();
    let (after, effects) =
        before.clone().apply(&recorded).map_err(|fault| TestStateError::Internal(fault.to_string()))?;
    *execution = after;
    let failure = failure_of(&recorded.event);
    let ending = Ending::of(&recorded.event, caught, (&before, execution))
        .or_else(|| Ending::retriable((&before, execution), &effects, (failure?, now)));
    Ok(ending.map_or(Stepped::Going(recorded.event, effects), Stepped::Ended))
}

/// The failure that an event tells of.
fn failure_of(event: &Event) -> Option<Failure> {
    match event {
        Event::EvaluationFailed { failure, .. }
        | Event::TaskFailed { failure, .. }
        | Event::TaskSubmitFailed { failure, .. }
        | Event::TaskScheduleFailed { failure, .. }
        | Event::TaskTimedOut { failure, .. }
        | Event::ParallelStateFailed { failure }
        | Event::MapIterationFailed { failure, .. }
        | Event::MapRunFailed(failure) => Some(failure.clone()),
        _ => None,
    }
}

pub(super) fn stuck() -> TestStateError {
    TestStateError::Internal("the tested state can neither go on nor end".to_owned())
}
