//! What entering, working in and leaving each type of state means. Pure.

mod choice;
pub(crate) mod distributed_map;
mod enter;
mod fail;
pub(crate) mod map;
mod parallel;
mod pass;
pub(crate) mod task;
mod wait;

use crate::decide::{NewEvent, Scene};
use crate::failure::Failure;
use crate::history::Event;
use crate::machine::{Kind, State};

pub(crate) use enter::enter;

/// The work of a state that was entered, or is tried again.
pub(crate) fn work(scene: &Scene<'_>) -> NewEvent {
    if let Some(error) = scene.input_error() {
        return scene.evaluation_failed(error);
    }
    match &scene.state.kind {
        Kind::Task(task) => task::schedule(scene, task),
        Kind::Choice(rules, default) => choice::choose(scene, rules, *default),
        Kind::Parallel(_) => parallel::start(scene),
        Kind::Map(map) => map::start(scene, map),
        Kind::Pass(result) => pass::work(scene, result.as_ref()),
        Kind::Succeed | Kind::Wait(_) | Kind::Fail(..) => scene.leave(None),
    }
}

/// What tells that all parts of a state are done.
pub(crate) fn succeeded_event(state: &State) -> Event {
    if state.is_map() { Event::MapStateSucceeded } else { Event::ParallelStateSucceeded }
}

/// What tells that a state with parts failed.
pub(crate) fn failed_event(state: &State, failure: &Failure) -> Event {
    if state.is_map() {
        Event::MapStateFailed
    } else {
        Event::ParallelStateFailed { failure: failure.clone() }
    }
}
