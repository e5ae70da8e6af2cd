//! Mocked results against the models of the services' APIs.
//!
//! Source: <https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html>, "Mock validation modes"; the
//! sentences of refusal were recorded.

mod field;
mod model;
mod shape;

use apoyo_asl::Pattern;
use serde_json::Value;

use super::TestStateError;
use super::constraints::FieldValidationMode;
use super::polled::polled;
use crate::history::Integration;
use crate::machine::Task;

use field::Check;
use model::Model;

/// Checks what a task is said to have given.
///
/// Nothing is checked where the service has no model of the result: of a function called by its ARN, an activity, an HTTP
/// endpoint, a holder of a task token, of `apigateway` and of Kubernetes (`eks:call`, `eks:runJob.sync`); and of a service
/// that the engine's table does not have.
///
/// # Errors
/// With the first field that breaks the model.
pub(super) fn check(result: &Value, task: &Task, mode: FieldValidationMode) -> Result<(), TestStateError> {
    if mode == FieldValidationMode::None || task.pattern == Pattern::WaitForTaskToken {
        return Ok(());
    }
    let Some((service, operation)) = operation_of(task) else { return Ok(()) };
    let Some(model) = Model::of(&service) else { return Ok(()) };
    let Some(output) = model.output_of(&operation) else { return Ok(()) };
    Check { model: &model, is_strict: mode == FieldValidationMode::Strict }.whole(result, &output)
}

/// The service and operation whose response a task gives.
fn operation_of(task: &Task) -> Option<(String, String)> {
    let Integration::Service { resource_type, resource } = &task.integration else { return None };
    let action = resource.split('.').next()?;
    if let Some(service) = resource_type.strip_prefix("aws-sdk:") {
        return Some((service.to_ascii_lowercase(), action.to_owned()));
    }
    match task.pattern {
        Pattern::Sync | Pattern::Sync2 => polled(resource_type, action),
        _ => Some((sdk_name(resource_type, action)?.to_owned(), action.to_owned())),
    }
}

/// What the SDK calls the service of an optimised integration.
fn sdk_name<'s>(service: &'s str, action: &str) -> Option<&'s str> {
    Some(match (service, action) {
        ("http" | "apigateway", _) | ("eks", "call" | "runJob") => return None,
        ("states", _) => "sfn",
        ("events", _) => "eventbridge",
        ("elasticmapreduce", _) => "emr",
        ("emr-containers", _) => "emrcontainers",
        ("emr-serverless", _) => "emrserverless",
        ("bedrock", "invokeModel") => "bedrockruntime",
        _ => service,
    })
}
