//! A `Task` state.
//!
//! ```text
//! Entered --TaskScheduled--> Scheduled --TaskStarted--> Running --TaskSucceeded--> Done
//!    ^                                                     |
//!    +--(timer)-- Retrying <--(retrier)-- TaskFailed, TaskTimedOut --(catcher)--> Caught
//! ```

use std::sync::Arc;

use serde_json::Value;

use crate::data_flow::EvaluationError;
use crate::decide::{Happening, NewEvent, Scene, too_large};
use crate::execution::Phase;
use crate::failure::{Failure, error_name};
use crate::history::{Event, Integration, TaskScheduled};
use crate::machine::{Expected, Task};
use crate::payload::exceeds_limit;

/// Hands the task to its service.
pub(super) fn schedule(scene: &Scene<'_>, task: &Task) -> NewEvent {
    match scheduled(scene, task) {
        Ok(scheduled) => scene.event(Event::TaskScheduled(Box::new(scheduled))),
        Err(error) => scene.evaluation_failed(&error),
    }
}

fn scheduled(scene: &Scene<'_>, task: &Task) -> Result<TaskScheduled, EvaluationError> {
    let query = scene.query();
    let arguments = scene.payload()?;
    let seconds = |field: &Option<crate::machine::Field<u64>>, location| {
        field
            .as_ref()
            .map(|field| field.evaluate(&query, location, (Expected::Integer, positive)))
            .transpose()
    };
    Ok(TaskScheduled {
        integration: task.integration.clone(),
        resource: Arc::clone(&task.resource),
        arguments,
        region: Arc::clone(&scene.execution.origin().region),
        timeout_seconds: seconds(&task.timeout_seconds, "TimeoutSeconds")?,
        heartbeat_seconds: seconds(&task.heartbeat_seconds, "HeartbeatSeconds")?,
    })
}

fn positive(value: &Value) -> Option<u64> {
    value.as_u64().filter(|seconds| *seconds > 0)
}

/// What the service calls a task: its service, or the function's ARN.
fn task_name(task: &TaskScheduled) -> &str {
    match &task.integration {
        Integration::Service { resource_type, .. } => resource_type,
        Integration::Lambda => &task.resource,
    }
}

/// What a running task reported, or that its time is over.
pub(crate) fn finished(scene: &Scene<'_>, happening: &Happening) -> Option<NewEvent> {
    let Phase::Running(running, task) = &scene.frame.visit.phase else { return None };
    let integration = task.integration.clone();
    let event = match happening {
        Happening::TimerFired { token, .. } if token == running => {
            Event::TaskTimedOut { integration, failure: Failure::named(error_name::TIMEOUT) }
        }
        Happening::HeartbeatMissed { token, .. } if token == running => {
            Event::TaskTimedOut { integration, failure: Failure::named(error_name::HEARTBEAT_TIMEOUT) }
        }
        Happening::TaskFinished { token, result: Ok(output), .. }
            if token == running && exceeds_limit(output) =>
        {
            Event::TaskFailed { integration, failure: too_large(task_name(task)) }
        }
        Happening::TaskFinished { token, result: Ok(output), .. } if token == running => {
            Event::TaskSucceeded { integration, output: Arc::clone(output) }
        }
        Happening::TaskFinished { token, result: Err(failure), .. } if token == running => {
            Event::TaskFailed { integration, failure: failure.clone() }
        }
        _ => return None,
    };
    Some(scene.event(event))
}
