use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Whether something takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Switch {
    /// It does.
    #[default]
    Enabled,
    /// It does not.
    Disabled,
}

impl Switch {
    /// As AWS writes it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Enabled => "ENABLED",
            Self::Disabled => "DISABLED",
        }
    }
}

/// A compute environment. All of them are this machine; what else is said of one is kept to be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ComputeEnvironment {
    pub(crate) name: String,
    pub(crate) state: Switch,
    /// `MANAGED` or `UNMANAGED`.
    pub(crate) kind: String,
    /// `computeResources`, `serviceRole`, `eksConfiguration`, ... as they were given.
    pub(crate) shown: Value,
}
