//! A `Task` state.
//!
//! ```text
//!                                                      TaskSubmitted
//!                                                          |  ^
//! Entered --TaskScheduled--> Scheduled --TaskStarted--> Running --TaskSucceeded--> Done
//!    ^                                                     |
//!    +--(timer)-- Retrying <--(retrier)-- TaskFailed, TaskSubmitFailed, TaskTimedOut --(catcher)--> Caught
//! ```

use std::sync::Arc;

use apoyo_asl::Pattern;
use serde_json::Value;

use crate::data_flow::EvaluationError;
use crate::decide::{Happening, NewEvent, Scene, too_large};
use crate::execution::{Phase, RunningTask};
use crate::failure::{Failure, error_name};
use crate::history::{Event, Integration, TaskScheduled, TimeLimit};
use crate::machine::{Expected, Task};
use crate::payload::{Payload, exceeds_limit};

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
    let Phase::Running(running) = &scene.frame.visit.phase else { return None };
    (happening.task_token() == Some(running.token)).then_some(())?;
    let integration = running.task.integration.clone();
    let timed_out = |limit| Event::TaskTimedOut {
        integration: integration.clone(),
        failure: Failure::named(error_name::TIMEOUT),
        limit,
    };
    let event = match happening {
        Happening::TimerFired { .. } => timed_out(TimeLimit::Timeout),
        Happening::HeartbeatMissed { .. } => timed_out(TimeLimit::Heartbeat),
        Happening::TaskSubmitted { .. } if running.submitted.is_some() => return None,
        Happening::TaskSubmitted { output, .. } => {
            Event::TaskSubmitted { integration, output: Arc::clone(output) }
        }
        Happening::TaskFinished { result, .. } => ended(running, result),
        _ => return None,
    };
    Some(scene.event(event))
}

fn ended(running: &RunningTask, result: &Result<Payload, Failure>) -> Event {
    let integration = running.task.integration.clone();
    let is_submitted = running.submitted.is_some() || integration.pattern() == Pattern::RequestResponse;
    match result {
        Ok(output) if exceeds_limit(output) => {
            Event::TaskFailed { failure: too_large(task_name(&running.task)), integration }
        }
        Ok(output) => Event::TaskSucceeded { integration, output: Arc::clone(output) },
        Err(failure) if !is_submitted => Event::TaskSubmitFailed { integration, failure: failure.clone() },
        Err(failure) => Event::TaskFailed { integration, failure: failure.clone() },
    }
}
