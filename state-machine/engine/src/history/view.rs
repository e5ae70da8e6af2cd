use serde_json::{Map, Value, json};

use super::{Event, HistoryEvent, Integration, TaskScheduled};
use crate::failure::Failure;
use crate::payload::Payload;

impl HistoryEvent {
    /// The event as `GetExecutionHistory` shows it: payloads are JSON text, `timestamp` is seconds since 1970.
    pub fn to_api(&self) -> Value {
        let mut shown = Map::new();
        #[expect(clippy::cast_precision_loss, reason = "milliseconds stay below 2^53 for 285,000 years")]
        let seconds = self.timestamp.as_millisecond() as f64 / 1_000.0;
        shown.insert("timestamp".into(), json!(seconds));
        shown.insert("type".into(), self.event.type_name().into());
        shown.insert("id".into(), self.id.into());
        shown.insert("previousEventId".into(), self.previous_event_id.into());
        if let Some((field, details)) = self.event.details() {
            shown.insert(field, details);
        }
        Value::Object(shown)
    }
}

impl Event {
    /// AWS's name of the type, as in `PassStateEntered`.
    pub fn type_name(&self) -> String {
        match self {
            Self::StateEntered { state_type, .. } => format!("{}StateEntered", state_type.as_str()),
            Self::StateExited { state_type, .. } => format!("{}StateExited", state_type.as_str()),
            Self::TaskScheduled(task) => task.integration.event("Scheduled"),
            Self::TaskStarted(integration) => integration.event("Started"),
            Self::TaskScheduleFailed { integration, .. } => integration.event("ScheduleFailed"),
            Self::TaskSubmitted { integration, .. } => integration.event("Submitted"),
            Self::TaskSubmitFailed { integration, .. } => integration.event("SubmitFailed"),
            Self::TaskSucceeded { integration, .. } => integration.event("Succeeded"),
            Self::TaskFailed { integration, .. } => integration.event("Failed"),
            Self::TaskTimedOut { integration, .. } => integration.event("TimedOut"),
            other => other.fixed_type_name().to_owned(),
        }
    }

    fn fixed_type_name(&self) -> &'static str {
        match self {
            Self::ExecutionStarted { .. } => "ExecutionStarted",
            Self::ExecutionSucceeded { .. } => "ExecutionSucceeded",
            Self::ExecutionFailed(_) => "ExecutionFailed",
            Self::ExecutionAborted(_) => "ExecutionAborted",
            Self::ExecutionTimedOut(_) => "ExecutionTimedOut",
            Self::ExecutionRedriven { .. } => "ExecutionRedriven",
            Self::EvaluationFailed { .. } => "EvaluationFailed",
            Self::ActivityStarted { .. } => "ActivityStarted",
            Self::MapStateStarted { .. } => "MapStateStarted",
            Self::MapStateSucceeded => "MapStateSucceeded",
            Self::MapStateFailed => "MapStateFailed",
            Self::MapIterationStarted { .. } => "MapIterationStarted",
            Self::MapIterationSucceeded { .. } => "MapIterationSucceeded",
            Self::MapIterationFailed { .. } => "MapIterationFailed",
            Self::MapIterationAborted { .. } => "MapIterationAborted",
            Self::ParallelStateStarted { .. } => "ParallelStateStarted",
            Self::ParallelStateSucceeded => "ParallelStateSucceeded",
            Self::ParallelStateFailed { .. } => "ParallelStateFailed",
            Self::MapRunStarted { .. } => "MapRunStarted",
            Self::MapRunSucceeded { .. } => "MapRunSucceeded",
            Self::MapRunFailed(_) => "MapRunFailed",
            Self::MapRunRedriven { .. } => "MapRunRedriven",
            Self::StateEntered { .. }
            | Self::StateExited { .. }
            | Self::TaskScheduled(_)
            | Self::TaskStarted(_)
            | Self::TaskScheduleFailed { .. }
            | Self::TaskSubmitted { .. }
            | Self::TaskSubmitFailed { .. }
            | Self::TaskSucceeded { .. }
            | Self::TaskFailed { .. }
            | Self::TaskTimedOut { .. } => unreachable!("named by type_name"),
        }
    }

    /// The name of the member that holds the details, and them.
    fn details(&self) -> Option<(String, Value)> {
        let details = match self {
            Self::ExecutionStarted { input, role_arn, .. } => {
                with("roleArn", json!(&**role_arn), payload("input", input))
            }
            Self::ExecutionSucceeded { output } => payload("output", output),
            Self::ExecutionFailed(failure)
            | Self::ExecutionAborted(failure)
            | Self::ExecutionTimedOut(failure)
            | Self::MapRunFailed(failure) => json!(failure),
            Self::StateEntered { name, input, .. } => {
                return Some((
                    "stateEnteredEventDetails".into(),
                    with("name", json!(&**name), payload("input", input)),
                ));
            }
            Self::StateExited { name, output, assigned, .. } => {
                let details = with("name", json!(&**name), payload("output", output));
                return Some(("stateExitedEventDetails".into(), with_assigned(assigned, details)));
            }
            Self::EvaluationFailed { failure, location, state } => {
                with("state", json!(&**state), with("location", json!(&**location), json!(failure)))
            }
            Self::TaskScheduled(task) => task.details(),
            Self::TaskStarted(integration) => integration.named(json!({}))?,
            Self::ActivityStarted { worker_name } => {
                let name = worker_name.as_ref().map(|name| ("workerName".to_owned(), json!(&**name)));
                Value::Object(name.into_iter().collect())
            }
            Self::TaskSucceeded { integration, output } | Self::TaskSubmitted { integration, output } => {
                let details = payload("output", output);
                integration.named(details.clone()).unwrap_or(details)
            }
            Self::TaskFailed { integration, failure }
            | Self::TaskScheduleFailed { integration, failure }
            | Self::TaskSubmitFailed { integration, failure }
            | Self::TaskTimedOut { integration, failure, .. } => {
                integration.named(json!(failure)).unwrap_or(json!(failure))
            }
            Self::MapStateStarted { length, .. } => json!({"length": length}),
            Self::MapIterationStarted { name, index, .. }
            | Self::MapIterationSucceeded { name, index }
            | Self::MapIterationFailed { name, index, .. }
            | Self::MapIterationAborted { name, index } => json!({"name": &**name, "index": index}),
            Self::ExecutionRedriven { redrive_count, .. } => json!({"redriveCount": redrive_count}),
            Self::MapRunStarted { map_run_arn, .. } => json!({"mapRunArn": map_run_arn}),
            Self::MapRunRedriven { map_run_arn, redrive_count } => {
                json!({"mapRunArn": map_run_arn, "redriveCount": redrive_count})
            }
            Self::MapStateSucceeded
            | Self::MapStateFailed
            | Self::ParallelStateStarted { .. }
            | Self::ParallelStateSucceeded
            | Self::ParallelStateFailed { .. }
            | Self::MapRunSucceeded { .. } => return None,
        };
        Some((details_field(&self.type_name()), details))
    }
}

impl Integration {
    fn event(&self, what: &str) -> String {
        match self {
            Self::Lambda => format!("LambdaFunction{what}"),
            Self::Activity => format!("Activity{what}"),
            Self::Service { .. } => format!("Task{what}"),
        }
    }

    /// Details with the service's names in them; `None` for a function or activity, whose events do not carry them.
    fn named(&self, details: Value) -> Option<Value> {
        let Self::Service { resource_type, resource } = self else { return None };
        let named = with("resourceType", json!(&**resource_type), details);
        Some(with("resource", json!(&**resource), named))
    }
}

impl TaskScheduled {
    fn details(&self) -> Value {
        let seconds =
            [("timeoutInSeconds", self.timeout_seconds), ("heartbeatInSeconds", self.heartbeat_seconds)];
        let details = match self.integration.named(json!({})) {
            Some(named) => {
                with("parameters", text(&self.arguments), with("region", json!(&*self.region), named))
            }
            None => with("resource", json!(&*self.resource), payload("input", &self.arguments)),
        };
        let details = seconds.into_iter().fold(details, |details, (name, value)| match value {
            Some(value) => with(name, value.into(), details),
            None => details,
        });
        match &self.role_arn {
            Some(role_arn) => with("taskCredentials", json!({"roleArn": &**role_arn}), details),
            None => details,
        }
    }
}

fn details_field(type_name: &str) -> String {
    let (first, rest) = type_name.split_at(1);
    format!("{}{rest}EventDetails", first.to_lowercase())
}

fn payload(name: &str, value: &Payload) -> Value {
    json!({name: text(value), format!("{name}Details"): {"truncated": false}})
}

fn text(value: &Payload) -> Value {
    Value::String(value.to_string())
}

fn with(name: &str, value: Value, mut details: Value) -> Value {
    if let Some(members) = details.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
    details
}

fn with_assigned(assigned: &[(std::sync::Arc<str>, Payload)], details: Value) -> Value {
    if assigned.is_empty() {
        return details;
    }
    let variables: Map<String, Value> =
        assigned.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    let details = with("assignedVariables", Value::Object(variables), details);
    with("assignedVariablesDetails", json!({"truncated": false}), details)
}

/// What a failure says, for a reader of logs.
impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.name(), self.cause.as_deref().unwrap_or_default())
    }
}
