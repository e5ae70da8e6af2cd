use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A revision of a job definition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct JobDefinition {
    pub(crate) name: String,
    /// From 1.
    pub(crate) revision: u32,
    pub(crate) is_active: bool,
    /// The body of `RegisterJobDefinition` without its tags; it was checked.
    pub(crate) request: Value,
}
