use serde::{Deserialize, Serialize};

/// Whether something is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Switch {
    /// It is.
    Enabled,
    /// It is not.
    Disabled,
}
