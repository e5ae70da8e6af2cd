//! What comes next in an execution: a pure function from where it stands and what happened to the event to record.

mod happening;
mod new_event;
mod scene;

use apoyo_asl::MachineType;
use jiff::Timestamp;

pub use happening::Happening;
pub use new_event::NewEvent;
pub(crate) use scene::{Scene, too_large};

use crate::arn::Arn;
use crate::execution::{Execution, FrameId, Phase, Status};
use crate::failure::{Failure, error_name};
use crate::history::{EXPRESS_LIMIT_EVENTS, EntryPlan, Event, HISTORY_LIMIT_EVENTS, RedrivenBy};
use crate::states;

/// The event to record, or none where what happened changes nothing: it is stale, or the execution waits for more.
pub fn decide(execution: &Execution, happening: &Happening, now: Timestamp) -> Option<NewEvent> {
    if let Happening::Redriven(by) = happening {
        return redriven(execution, by);
    }
    if execution.status() != Status::Running {
        return None;
    }
    if let Some(event) = ending(execution, happening) {
        return Some(event);
    }
    let frame = happening.frame()?;
    let scene = Scene::of(execution, frame, now)?;
    next_event(&scene, happening)
}

/// What ends an execution from outside, or because its history is full.
fn ending(execution: &Execution, happening: &Happening) -> Option<NewEvent> {
    let last = execution.frame(FrameId::ROOT).map_or(0, |frame| frame.last_event);
    let event = match happening {
        Happening::Stopped(failure) => {
            NewEvent { previous: 0, ..at_root(last, Event::ExecutionAborted(failure.clone())) }
        }
        Happening::ExecutionTimerFired => {
            at_root(last, Event::ExecutionTimedOut(Failure::named(error_name::TIMEOUT)))
        }
        Happening::Crashed(failure) => at_root(last, Event::ExecutionFailed(failure.clone())),
        _ if execution.next_event_id() >= limit(execution) => {
            at_root(last, Event::ExecutionFailed(history_is_full(limit(execution))))
        }
        _ => return None,
    };
    Some(event)
}

/// Lets an execution that ended without success go on; nothing where it did not, or is of type EXPRESS.
fn redriven(execution: &Execution, by: &RedrivenBy) -> Option<NewEvent> {
    let redrive_count = execution.origin().context.redrive_count? + 1;
    let event = Event::ExecutionRedriven { redrive_count, by: by.clone() };
    execution.status().next(&event)?;
    Some(at_root(execution.next_event_id() - 1, event))
}

fn at_root(previous: u64, event: Event) -> NewEvent {
    NewEvent { frame: FrameId::ROOT, previous, event }
}

/// Most events of an execution.
fn limit(execution: &Execution) -> u64 {
    match execution.origin().machine_type {
        MachineType::Standard => HISTORY_LIMIT_EVENTS,
        MachineType::Express => EXPRESS_LIMIT_EVENTS,
    }
}

fn history_is_full(limit: u64) -> Failure {
    Failure::new(
        error_name::RUNTIME,
        format!("The execution reached the maximum number of history events ({limit})."),
    )
}

/// The event that a happening leads to where its frame stands.
pub(crate) fn next_event(scene: &Scene<'_>, happening: &Happening) -> Option<NewEvent> {
    match (&scene.frame.visit.phase, happening) {
        (Phase::Arriving, Happening::Proceed(_)) => Some(states::enter(scene)),
        (Phase::Entered(EntryPlan::Broken(location, failure)), Happening::Proceed(_)) => {
            Some(scene.broken_at_entry(location, failure))
        }
        (Phase::Entered(_), Happening::Proceed(_)) => Some(states::work(scene)),
        (Phase::Retrying(set), Happening::TimerFired { token, .. }) if set == token => {
            Some(states::work(scene))
        }
        (Phase::Waiting(wait), Happening::TimerFired { token, .. }) if wait.set == *token => {
            Some(scene.leave(None))
        }
        (Phase::Scheduled(task), _) => states::task::started(scene, task, happening),
        (Phase::Running(..), _) => states::task::finished(scene, happening),
        (Phase::Branching(branches), Happening::Proceed(_)) => states::map::next_iteration(scene, branches),
        (Phase::Distributing, Happening::Proceed(_)) => Some(states::distributed_map::begin(scene)),
        (Phase::MapRunning(run), _) => map_run_finished(scene, &run.arn, happening),
        (Phase::MapRunHalted(run), Happening::Proceed(_)) => {
            Some(states::distributed_map::redrive(scene, run))
        }
        (Phase::Joined(_), Happening::Proceed(_)) => Some(scene.event(states::succeeded_event(scene.state))),
        (Phase::Done(result), Happening::Proceed(_)) => Some(scene.leave(Some(result))),
        (Phase::Caught(_, failure), Happening::Proceed(_)) if scene.state.is_composite() => {
            Some(scene.event(states::failed_event(scene.state, failure)))
        }
        (Phase::Caught(catcher, failure) | Phase::CaughtAndTold(catcher, failure), Happening::Proceed(_)) => {
            Some(scene.leave_by_catcher(*catcher, failure))
        }
        (Phase::Failing(failure), Happening::Proceed(_)) if scene.state.is_composite() => {
            Some(scene.event(states::failed_event(scene.state, failure)))
        }
        (Phase::Failing(failure) | Phase::FailingAndTold(failure), Happening::Proceed(_)) => {
            Some(scene.flow_failed(failure.clone()))
        }
        (Phase::Ended(output), Happening::Proceed(_)) => Some(scene.flow_succeeded(output)),
        _ => None,
    }
}

fn map_run_finished(scene: &Scene<'_>, arn: &Arn, happening: &Happening) -> Option<NewEvent> {
    match happening {
        Happening::MapRunFinished { map_run_arn, result, .. } if map_run_arn == arn => {
            Some(scene.event(match result {
                Ok(result) => Event::MapRunSucceeded { result: result.clone() },
                Err(failure) => Event::MapRunFailed(failure.clone()),
            }))
        }
        _ => None,
    }
}
