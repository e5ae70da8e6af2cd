use super::integrations::is_recognized;
use super::walk::Place;
use crate::{
    Diagnostic, DiagnosticCode, InvalidResource, MachineType, Pattern, Resource, ResourceKind, StateKind,
};

/// What the service does not know, and what an Express execution cannot wait for.
pub(super) fn check(place: &Place<'_>) -> Vec<Diagnostic> {
    let tasks = place.flow.states.iter().filter_map(|(name, state)| match &state.kind {
        StateKind::Task(task) => Some((name, &task.resource)),
        _ => None,
    });
    tasks
        .filter_map(|(name, resource)| {
            Some(Diagnostic {
                code: DiagnosticCode::SchemaValidationFailed,
                message: why_not(place, resource)?,
                location: Some(place.of_state(name.as_str()).field("Resource")),
            })
        })
        .collect()
}

fn why_not(place: &Place<'_>, resource: &Resource) -> Option<String> {
    if !is_recognized(resource) {
        return Some(InvalidResource { text: resource.as_str().to_owned() }.to_string());
    }
    let is_express = place.machine_type == MachineType::Express;
    is_express.then(|| why_not_in_express(resource)).flatten().map(str::to_owned)
}

/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html>; the wording is AWS's, with
/// the second space of the last one.
fn why_not_in_express(resource: &Resource) -> Option<&'static str> {
    match (resource.kind(), resource.pattern()) {
        (_, Pattern::Sync | Pattern::Sync2) => {
            Some("Express state machine does not support '.sync' service integration")
        }
        (_, Pattern::WaitForTaskToken) => {
            Some("Express state machine does not support '.waitForTaskToken' service integration ")
        }
        (ResourceKind::Activity(_), Pattern::RequestResponse) => {
            Some("Express state machine does not support Activity ARN")
        }
        _ => None,
    }
}
