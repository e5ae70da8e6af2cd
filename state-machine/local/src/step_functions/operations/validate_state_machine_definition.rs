use apoyo_asl::Diagnostic;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::step_functions::definition::prepared;
use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::registry::MachineType;
use crate::step_functions::reply::object;
use crate::step_functions::shape::{DEFINITION, Member, STATE_MACHINE_TYPE, Shape, optional, required};
use crate::step_functions::{ApiError, StepFunctions};

/// Most diagnostics of a reply, and how many it has where nothing or 0 is asked for.
const MOST_DIAGNOSTICS: usize = 100;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ValidateStateMachineDefinition {
    definition: String,
    r#type: Option<MachineType>,
    max_results: Option<usize>,
}

impl Operation for ValidateStateMachineDefinition {
    const NAME: &'static str = "ValidateStateMachineDefinition";
    const MEMBERS: &'static [Member] = &[
        required("definition", DEFINITION),
        optional("type", STATE_MACHINE_TYPE),
        // Warnings are not known here: every diagnostic is an error, and of either severity.
        optional("severity", Shape::Choice(&["ERROR", "WARNING"])),
        optional("maxResults", Shape::Integer { least: 0, most: 100 }),
    ];

    async fn call(self, _api: &StepFunctions) -> Reply {
        let found = diagnostics(&self)?;
        let most = self.max_results.filter(|most| *most > 0).unwrap_or(MOST_DIAGNOSTICS);
        Ok(json!({
            "result": if found.is_empty() { "OK" } else { "FAIL" },
            "diagnostics": found.iter().take(most).collect::<Vec<_>>(),
            "truncated": found.len() > most,
        }))
    }
}

fn diagnostics(request: &ValidateStateMachineDefinition) -> Result<Vec<Value>, ApiError> {
    let machine_type = request.r#type.unwrap_or_default();
    let Err(error) = prepared(&request.definition, machine_type) else { return Ok(Vec::new()) };
    let found = error.diagnostics().ok_or(error)?;
    Ok(found.as_slice().iter().map(diagnostic).collect())
}

fn diagnostic(found: &Diagnostic) -> Value {
    object([
        ("severity", Some("ERROR".into())),
        ("code", Some(found.code.as_str().into())),
        ("message", Some(found.message.as_str().into())),
        ("location", found.location.as_ref().map(|location| location.to_string().into())),
    ])
}
