//! What is kept of state machines and activities: revisions, versions, aliases, tags. Data only; it can be written down
//! whole and read again.

mod activity;
mod alias;
mod machine;
mod revision;
mod tags;

use std::collections::{BTreeMap, BTreeSet};

use apoyo_engine::Arn;
use serde::{Deserialize, Serialize};

pub(super) use activity::Activity;
pub(super) use alias::{Alias, INVALID_ROUTING, Routing, check_routes};
pub(super) use machine::{Created, MachineRecord, MachineType};
pub(super) use revision::RevisionRecord;
pub(super) use tags::{Tag, Tags};

/// Everything that Step Functions keeps but executions; serialisable, so that it can outlive the process.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Registry {
    /// By ARN without qualifier.
    pub(super) machines: BTreeMap<Arn, MachineRecord>,
    /// By number; also those of machines that are gone, where executions show that they ran them.
    pub(super) revisions: BTreeMap<u64, RevisionRecord>,
    pub(super) activities: BTreeMap<Arn, Activity>,
    last_serial: u64,
}

impl Registry {
    /// A number that nothing else here has; later ones are greater.
    pub(super) fn next_serial(&mut self) -> u64 {
        self.last_serial += 1;
        self.last_serial
    }

    /// Gives out no number up to this one.
    pub(super) fn skip_serials(&mut self, taken: u64) {
        self.last_serial = self.last_serial.max(taken);
    }

    /// Keeps a revision; gives back its number.
    pub(super) fn add_revision(&mut self, revision: RevisionRecord) -> u64 {
        let number = self.next_serial();
        self.revisions.insert(number, revision);
        number
    }

    /// Forgets the revisions that are neither the latest of a machine, nor a version, nor `run` by an execution, so that
    /// a machine that is updated for years does not grow.
    pub(super) fn forget_unused(&mut self, run: &BTreeSet<u64>) {
        let of_machine = |machine: &MachineRecord| {
            machine
                .versions
                .values()
                .map(|version| version.revision)
                .chain([machine.current])
                .collect::<Vec<_>>()
        };
        let kept: BTreeSet<u64> = self.machines.values().flat_map(of_machine).collect();
        self.revisions.retain(|number, _| kept.contains(number) || run.contains(number));
    }

    /// The latest revision of a machine.
    pub(super) fn current(&self, machine: &MachineRecord) -> Option<&RevisionRecord> {
        self.revisions.get(&machine.current)
    }
}
