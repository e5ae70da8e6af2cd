use apoyo_asl::Pattern;
use serde_json::{Value, json};

use super::super::TaskRequest;
use super::super::reply::{refusal, request_id, with_metadata};
use super::nested::milliseconds;
use crate::api::{Error, Started};
use crate::data_flow::time;
use crate::failure::{Failure, error_name};
use crate::history::Integration;

/// A call of Step Functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) action: Action,
    pub(super) dialect: Dialect,
    pub(super) pattern: Pattern,
}

/// What is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    StartExecution,
    SendTaskSuccess,
    SendTaskFailure,
    SendTaskHeartbeat,
}

/// By which integration, which decides how replies and errors look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// `states:`
    Optimised,
    /// `aws-sdk:sfn:`
    Sdk,
}

impl Call {
    /// The call that a resource is; none where it is another one.
    pub(super) fn of(resource: &str) -> Option<Self> {
        let integration = Integration::of(resource);
        let pattern = integration.pattern();
        let Integration::Service { resource_type, resource } = integration else { return None };
        let action = match (&*resource_type, resource.split('.').next()?) {
            ("states" | "aws-sdk:sfn", "startExecution") => Action::StartExecution,
            ("aws-sdk:sfn", "sendTaskSuccess") => Action::SendTaskSuccess,
            ("aws-sdk:sfn", "sendTaskFailure") => Action::SendTaskFailure,
            ("aws-sdk:sfn", "sendTaskHeartbeat") => Action::SendTaskHeartbeat,
            _ => return None,
        };
        let dialect = if &*resource_type == "states" { Dialect::Optimised } else { Dialect::Sdk };
        Some(Self { action, dialect, pattern })
    }
}

impl Dialect {
    /// The reply of `StartExecution`.
    pub(super) fn started(self, started: &Started, token: &str) -> Value {
        let Started { execution_arn, start_date } = started;
        match self {
            Self::Optimised => with_metadata(
                json!({"ExecutionArn": execution_arn, "StartDate": milliseconds(*start_date)}),
                token,
            ),
            Self::Sdk => json!({"ExecutionArn": execution_arn, "StartDate": time(*start_date)}),
        }
    }

    /// The failure of a task whose call was refused.
    pub(super) fn failure(self, error: &Error, token: &str) -> Failure {
        let (name, message) = (error.name(), error.to_string());
        let status = if name == "InternalServerError" { 500 } else { 400 };
        match self {
            Self::Optimised => Failure::new(
                format!("StepFunctions.{name}Exception"),
                refusal(&message, ("AWSStepFunctions", status, name), token),
            ),
            Self::Sdk => Failure::new(
                format!("Sfn.{name}Exception"),
                format!(
                    "{message} (Service: Sfn, Status Code: {status}, Request ID: {}) (SDK Attempt Count: 1)",
                    request_id(token)
                ),
            ),
        }
    }
}

/// An argument that must be there.
pub(super) fn text<'t>(task: &'t TaskRequest, name: &str) -> Result<&'t str, Failure> {
    task.arguments.get(name).and_then(Value::as_str).ok_or_else(|| {
        Failure::new(
            error_name::RUNTIME,
            format!("the field '{name}' of the arguments of state '{}' must be a string", task.state),
        )
    })
}

/// An argument that is JSON text; other JSON is written as text, as the service does, and nothing is `{}`.
pub(super) fn json_text(task: &TaskRequest, name: &str) -> String {
    match task.arguments.get(name) {
        None | Some(Value::Null) => "{}".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// The failure of a task that calls something else.
pub(super) fn unknown(task: &TaskRequest) -> Failure {
    Failure::new(
        error_name::RUNTIME,
        format!("the resource {:?} of state {:?} is no call of Step Functions", task.resource, task.state),
    )
}
