use crate::decide::{NewEvent, Scene};
use crate::history::Event;

/// Starts all branches, each with the state's `Arguments` or `Parameters`, or its input.
pub(super) fn start(scene: &Scene<'_>) -> NewEvent {
    match scene.payload() {
        Ok(input) => scene.event(Event::ParallelStateStarted { input }),
        Err(error) => scene.evaluation_failed(&error),
    }
}
