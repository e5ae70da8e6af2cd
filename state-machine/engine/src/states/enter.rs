use std::sync::Arc;

use crate::data_flow::EvaluationError;
use crate::decide::{NewEvent, Scene};
use crate::history::{EntryPlan, Event};
use crate::machine::Kind;

use super::{fail, wait};

/// Enters the state that a flow has arrived at.
pub(crate) fn enter(scene: &Scene<'_>) -> NewEvent {
    let plan = match (scene.input_error(), &scene.state.kind) {
        (Some(error), _) => Err(error.clone()),
        (None, Kind::Wait(time)) => wait::plan(scene, time),
        (None, Kind::Fail(error, cause)) => fail::plan(scene, error.as_ref(), cause.as_ref()),
        _ => Ok(EntryPlan::Work),
    };
    scene.event(Event::StateEntered {
        state_type: scene.state.state_type(),
        name: Arc::clone(&scene.state.name),
        input: Arc::clone(&scene.frame.visit.input),
        plan: plan.unwrap_or_else(|error| broken(scene, &error)),
    })
}

fn broken(scene: &Scene<'_>, error: &EvaluationError) -> EntryPlan {
    let entry = scene.execution.next_event_id();
    EntryPlan::Broken(error.location.clone(), scene.failure_of(error, entry))
}
