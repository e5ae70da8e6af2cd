use std::collections::BTreeMap;

use apoyo_engine::Arn;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Alias, Tags};

/// Most versions of a machine; see `PublishStateMachineVersion`.
const MOST_VERSIONS: usize = 1_000;

/// A state machine.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::step_functions) struct MachineRecord {
    /// Its place in lists.
    pub(in crate::step_functions) serial: u64,
    pub(in crate::step_functions) arn: Arn,
    pub(in crate::step_functions) name: String,
    pub(in crate::step_functions) machine_type: MachineType,
    pub(in crate::step_functions) creation_date: Timestamp,
    /// Number of its latest revision.
    pub(in crate::step_functions) current: u64,
    pub(in crate::step_functions) created: Created,
    pub(in crate::step_functions) last_version: u64,
    pub(in crate::step_functions) versions: BTreeMap<u64, Version>,
    /// By name.
    pub(in crate::step_functions) aliases: BTreeMap<String, Alias>,
    pub(in crate::step_functions) tags: Tags,
    /// Whether it waits for its executions to end.
    pub(in crate::step_functions) is_deleting: bool,
}

/// What the call that made a machine asked for besides; the same call again is no other call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::step_functions) struct Created {
    pub(in crate::step_functions) publish: bool,
    pub(in crate::step_functions) version_description: Option<String>,
    /// The version that it published.
    pub(in crate::step_functions) version: Option<u64>,
}

/// A published version: a name for one revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::step_functions) struct Version {
    /// Number of the revision.
    pub(in crate::step_functions) revision: u64,
    pub(in crate::step_functions) description: Option<String>,
    pub(in crate::step_functions) creation_date: Timestamp,
}

/// The types of state machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(in crate::step_functions) enum MachineType {
    #[default]
    Standard,
    Express,
}

impl From<MachineType> for apoyo_asl::MachineType {
    fn from(machine_type: MachineType) -> Self {
        match machine_type {
            MachineType::Standard => Self::Standard,
            MachineType::Express => Self::Express,
        }
    }
}

impl MachineRecord {
    /// ARN of a version.
    pub(in crate::step_functions) fn version_arn(&self, number: u64) -> Arn {
        format!("{}:{number}", self.arn).into()
    }

    /// ARN of an alias.
    pub(in crate::step_functions) fn alias_arn(&self, name: &str) -> Arn {
        format!("{}:{name}", self.arn).into()
    }

    /// The version of the latest revision, where it has one.
    pub(in crate::step_functions) fn published(&self) -> Option<u64> {
        self.versions.iter().find(|(_, version)| version.revision == self.current).map(|(number, _)| *number)
    }

    /// Whether no version can be added.
    pub(in crate::step_functions) fn has_all_versions(&self) -> bool {
        self.versions.len() >= MOST_VERSIONS
    }

    /// Makes the latest revision a version. Numbers are never given twice.
    pub(in crate::step_functions) fn publish(&mut self, description: Option<String>, now: Timestamp) -> u64 {
        self.last_version += 1;
        let version = Version { revision: self.current, description, creation_date: now };
        self.versions.insert(self.last_version, version);
        self.last_version
    }

    /// Names of the aliases that lead to a version.
    pub(in crate::step_functions) fn aliases_of(&self, version: &Arn) -> Vec<&str> {
        let leading = self.aliases.iter().filter(|(_, alias)| alias.leads_to(version));
        leading.map(|(name, _)| name.as_str()).collect()
    }
}
