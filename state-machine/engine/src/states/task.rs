//! A `Task` state.
//!
//! ```text
//!                                                      TaskSubmitted
//!                                                          |  ^
//! Entered --TaskScheduled--> Scheduled --TaskStarted--> Running --TaskSucceeded--> Done
//!    ^                            |                        |
//!    |                            +--(of an activity: waits for a worker)--ActivityStarted--> Running
//!    +--(timer)-- Retrying <--(retrier)-- TaskFailed, TaskSubmitFailed, TaskTimedOut --(catcher)--> Caught
//! ```

use std::sync::Arc;

use apoyo_asl::Pattern;
use serde_json::Value;

use crate::data_flow::{EvaluationError, Query};
use crate::decide::{Happening, NewEvent, Scene, too_large};
use crate::execution::{Execution, Frame, Phase, RunningTask};
use crate::failure::{Failure, error_name};
use crate::history::{Event, Integration, TaskScheduled, TimeLimit};
use crate::machine::{Expected, Field, Kind, State, Task};
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
    let seconds = |field: &Option<Field<u64>>, location| {
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
        role_arn: task.role_arn.as_ref().map(|field| role_arn(field, &query)).transpose()?,
    })
}

/// The role that the task is to be run in.
fn role_arn(field: &Field<String>, query: &Query<'_>) -> Result<Arc<str>, EvaluationError> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let role = match field {
        Field::Path(path) => {
            let found = path.evaluate(query, "RoleArn.$")?;
            text(&found).ok_or_else(|| {
                let cause = format!("The value for the field 'RoleArn' must be a string, not '{found}'");
                EvaluationError::rule("Credentials", cause)
            })?
        }
        _ => field.evaluate(query, "Credentials/RoleArn", (Expected::Text, text))?,
    };
    Ok(role.into())
}

fn positive(value: &Value) -> Option<u64> {
    value.as_u64().filter(|seconds| *seconds > 0)
}

/// The token of a task that waits for it, while it is made ready or runs.
pub(crate) fn token(execution: &Execution, frame: &Frame, state: &State) -> Option<String> {
    let Kind::Task(task) = &state.kind else { return None };
    let event = match &frame.visit.phase {
        Phase::Entered(_) | Phase::Retrying(_) => execution.next_event_id(),
        Phase::Running(running) => running.token,
        _ => return None,
    };
    (task.pattern == Pattern::WaitForTaskToken).then(|| execution.task_token(event).to_text())
}

/// What the service calls a task: its service, or the function's ARN.
fn task_name(task: &TaskScheduled) -> &str {
    match &task.integration {
        Integration::Service { resource_type, .. } => resource_type,
        Integration::Lambda | Integration::Activity => &task.resource,
    }
}

/// What becomes of a task that is scheduled: it starts, or waits for a worker of its activity.
pub(crate) fn started(scene: &Scene<'_>, task: &TaskScheduled, happening: &Happening) -> Option<NewEvent> {
    let integration = task.integration.clone();
    if integration != Integration::Activity {
        return matches!(happening, Happening::Proceed(_))
            .then(|| scene.event(Event::TaskStarted(integration)));
    }
    (happening.task_token() == Some(scene.frame.last_event)).then_some(())?;
    let event = match happening {
        Happening::ActivityTaken { worker_name, .. } => {
            Event::ActivityStarted { worker_name: worker_name.clone() }
        }
        Happening::TimerFired { .. } => timed_out(integration, TimeLimit::Timeout),
        Happening::TaskFinished { result: Err(failure), .. } => {
            Event::TaskScheduleFailed { integration, failure: failure.clone() }
        }
        _ => return None,
    };
    Some(scene.event(event))
}

fn timed_out(integration: Integration, limit: TimeLimit) -> Event {
    Event::TaskTimedOut { integration, failure: Failure::named(error_name::TIMEOUT), limit }
}

/// What a running task reported, or that its time is over.
pub(crate) fn finished(scene: &Scene<'_>, happening: &Happening) -> Option<NewEvent> {
    let Phase::Running(running) = &scene.frame.visit.phase else { return None };
    (happening.task_token() == Some(running.token)).then_some(())?;
    let integration = running.task.integration.clone();
    let event = match happening {
        Happening::TimerFired { .. } => timed_out(integration, TimeLimit::Timeout),
        Happening::HeartbeatMissed { .. } => timed_out(integration, TimeLimit::Heartbeat),
        Happening::TaskSubmitted { output, .. } => submitted(running, output)?,
        Happening::TaskFinished { result: Ok(output), .. }
            if integration.pattern() == Pattern::WaitForTaskToken =>
        {
            submitted(running, output)?
        }
        Happening::TaskFinished { result: Err(failure), .. } if !is_with_its_service(running) => {
            Event::TaskSubmitFailed { integration, failure: failure.clone() }
        }
        Happening::TaskFinished { result, .. } | Happening::TaskReported { result, .. } => {
            ended(&running.task, result)
        }
        _ => return None,
    };
    Some(scene.event(event))
}

/// Tells once that the task is with its service.
fn submitted(running: &RunningTask, output: &Payload) -> Option<Event> {
    let integration = running.task.integration.clone();
    running.submitted.is_none().then(|| Event::TaskSubmitted { integration, output: Arc::clone(output) })
}

fn is_with_its_service(running: &RunningTask) -> bool {
    running.submitted.is_some() || running.task.integration.pattern() == Pattern::RequestResponse
}

fn ended(task: &TaskScheduled, result: &Result<Payload, Failure>) -> Event {
    let integration = task.integration.clone();
    match result {
        Ok(output) if exceeds_limit(output) => {
            Event::TaskFailed { failure: too_large(task_name(task)), integration }
        }
        Ok(output) => Event::TaskSucceeded { integration, output: Arc::clone(output) },
        Err(failure) => Event::TaskFailed { integration, failure: failure.clone() },
    }
}
