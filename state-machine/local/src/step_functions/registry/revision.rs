use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::MachineType;
use crate::step_functions::configuration::Configuration;

/// What a machine is from one update to the next; it never changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::step_functions) struct RevisionRecord {
    /// Name of the machine.
    pub(in crate::step_functions) name: String,
    pub(in crate::step_functions) machine_type: MachineType,
    /// As it was given.
    pub(in crate::step_functions) definition: Arc<str>,
    pub(in crate::step_functions) role_arn: String,
    pub(in crate::step_functions) configuration: Configuration,
    /// None of the first one.
    pub(in crate::step_functions) revision_id: Option<String>,
    pub(in crate::step_functions) update_date: Timestamp,
}

impl RevisionRecord {
    /// Whether an update to that one would change anything.
    pub(in crate::step_functions) fn is_same_as(&self, other: &Self) -> bool {
        self.definition == other.definition
            && self.role_arn == other.role_arn
            && self.configuration == other.configuration
    }
}
