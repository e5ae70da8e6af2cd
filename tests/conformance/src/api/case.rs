use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;

use crate::case::Placeholders;

/// Kinds of cases that are calls of the API.
const KINDS: [&str; 3] = ["api", "create_invalid", "validate"];

/// One recorded case of the API.
#[derive(Debug, Clone, Deserialize)]
pub struct ApiCase {
    /// Its name.
    pub id: String,
    /// Its area: the file that it is in.
    pub area: String,
    /// `api` for a transcript, `create_invalid` for a machine that is refused, `validate` for a validation.
    pub kind: String,
    /// When it was recorded: day-month-year, time.
    #[serde(default)]
    pub recorded: String,
    /// The calls of a transcript.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// The request of the other kinds.
    #[serde(default)]
    pub params: Value,
    /// The reply of the other kinds.
    #[serde(default)]
    pub expect: Value,
    /// What varies.
    #[serde(default)]
    pub placeholders: Placeholders,
}

/// One call of a transcript.
#[derive(Debug, Clone, Deserialize)]
pub struct Step {
    /// The operation, as boto3 names it.
    #[serde(rename = "op")]
    pub operation: String,
    /// The request; `{"$ref": "0.stateMachineArn"}` stands for a part of the reply of an earlier call.
    #[serde(default)]
    pub params: Value,
    /// `response` or `error`; nothing where the reply was not recorded.
    #[serde(default)]
    pub expect: Value,
    /// Whether the call was refused with words that were not recorded.
    #[serde(default)]
    pub expect_error_unrecorded: bool,
}

impl ApiCase {
    /// The calls: one in the kinds that are no transcript.
    pub(super) fn calls(&self) -> Vec<Step> {
        let operation = match self.kind.as_str() {
            "create_invalid" => "create_state_machine",
            "validate" => "validate_state_machine_definition",
            _ => return self.steps.clone(),
        };
        vec![Step {
            operation: operation.to_owned(),
            params: self.params.clone(),
            expect: self.expect.clone(),
            expect_error_unrecorded: false,
        }]
    }
}

/// All recorded cases of the API; none where the recordings are not there.
///
/// # Errors
/// When a file of them cannot be read.
pub fn api_cases() -> Result<Option<Vec<ApiCase>>, String> {
    let shared = std::env::var_os("APOYO_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let Ok(files) = std::fs::read_dir(shared.join("asl-cases")) else { return Ok(None) };
    let paths = files.flatten().map(|file| file.path());
    let mut found = Vec::new();
    for file in paths.filter(|path| path.extension().is_some_and(|it| it == "json")) {
        let at = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
        let text = std::fs::read_to_string(&file).map_err(|error| at(&error))?;
        let values: Vec<Value> = serde_json::from_str(&text).map_err(|error| at(&error))?;
        for value in values.into_iter().filter(is_of_the_api) {
            found.push(serde_json::from_value(value).map_err(|error| at(&error))?);
        }
    }
    found.sort_by(|a: &ApiCase, b| (&a.area, &a.id).cmp(&(&b.area, &b.id)));
    Ok(Some(found))
}

fn is_of_the_api(case: &Value) -> bool {
    case["kind"].as_str().is_some_and(|kind| KINDS.contains(&kind))
}
