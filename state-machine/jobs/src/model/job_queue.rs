use serde::{Deserialize, Serialize};

use super::Switch;

/// A queue; jobs of the one with the higher priority start first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct JobQueue {
    pub(crate) name: String,
    pub(crate) state: Switch,
    pub(crate) priority: i64,
    /// Names of compute environments, in the order in which they are preferred.
    pub(crate) environments: Vec<EnvironmentOrder>,
}

/// A compute environment of a queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EnvironmentOrder {
    pub(crate) order: i64,
    pub(crate) name: String,
}
