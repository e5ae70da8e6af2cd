use serde_json::Value;

use crate::data_flow::EvaluationError;
use crate::decide::Scene;
use crate::failure::Failure;
use crate::history::EntryPlan;
use crate::machine::{Expected, Field};

/// With what the state fails.
pub(super) fn plan(
    scene: &Scene<'_>,
    error: Option<&Field<String>>,
    cause: Option<&Field<String>>,
) -> Result<EntryPlan, EvaluationError> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let read = |field: Option<&Field<String>>, location| {
        field.map(|field| field.evaluate(&scene.query(), location, (Expected::Text, text))).transpose()
    };
    Ok(EntryPlan::Fail(Failure { error: read(error, "Error")?, cause: read(cause, "Cause")? }))
}
