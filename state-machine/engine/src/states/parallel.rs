use std::sync::Arc;

use crate::decide::{NewEvent, Scene};
use crate::history::Event;

/// Starts all branches, each with the state's `Arguments`, or its input.
pub(super) fn start(scene: &Scene<'_>) -> NewEvent {
    let input = match &scene.state.flow.arguments {
        Some(arguments) => arguments.evaluate(&scene.query(), "Arguments"),
        None => Ok(Arc::clone(&scene.frame.visit.input)),
    };
    match input {
        Ok(input) => scene.event(Event::ParallelStateStarted { input }),
        Err(error) => scene.evaluation_failed(&error),
    }
}
