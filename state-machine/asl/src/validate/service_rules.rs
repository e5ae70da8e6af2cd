use super::walk::Place;
use crate::{Diagnostic, DiagnosticCode, MachineType, Pattern, Resource, ResourceKind, StateKind};

/// What an Express execution cannot wait for. Source:
/// <https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html>; the wording is AWS's, with the
/// second space of the last one.
pub(super) fn check(place: &Place<'_>) -> Vec<Diagnostic> {
    if place.machine_type == MachineType::Standard {
        return Vec::new();
    }
    let tasks = place.flow.states.iter().filter_map(|(name, state)| match &state.kind {
        StateKind::Task(task) => Some((name, &task.resource)),
        _ => None,
    });
    tasks
        .filter_map(|(name, resource)| {
            Some(Diagnostic {
                code: DiagnosticCode::SchemaValidationFailed,
                message: why_not_in_express(resource)?.to_owned(),
                location: Some(place.of_state(name.as_str()).field("Resource")),
            })
        })
        .collect()
}

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
