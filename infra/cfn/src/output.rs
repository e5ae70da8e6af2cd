use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A fact of the deployed stack that people and programs read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Output {
    /// What it is.
    pub description: String,
    /// The value; may be an intrinsic function.
    pub value: Value,
}
