use std::sync::Arc;

use crate::decide::{NewEvent, Scene};
use crate::payload::Payload;

/// Leaves with the `Result`, else with what `Parameters` make, else with the input.
pub(super) fn work(scene: &Scene<'_>, result: Option<&Payload>) -> NewEvent {
    if !scene.state.flow.is_json_path() {
        return scene.leave(None);
    }
    match result.map_or_else(|| scene.payload(), |result| Ok(Arc::clone(result))) {
        Ok(result) => scene.leave(Some(&result)),
        Err(error) => scene.evaluation_failed(&error),
    }
}
