use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Tags;
use crate::step_functions::configuration::Encryption;

/// An activity.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::step_functions) struct Activity {
    /// Its place in lists.
    pub(in crate::step_functions) serial: u64,
    pub(in crate::step_functions) name: String,
    pub(in crate::step_functions) creation_date: Timestamp,
    pub(in crate::step_functions) encryption: Encryption,
    pub(in crate::step_functions) tags: Tags,
}
