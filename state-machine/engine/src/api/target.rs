//! What executions are started by: machines, their versions, and aliases that share executions between versions.

use std::collections::BTreeSet;
use std::sync::Arc;

use apoyo_asl::{Diagnostic, Diagnostics, MachineType, ValidDefinition};

use super::request::check_name;
use super::shared::{Facts, MachineFacts};
use super::{Engine, Error, StateMachineDescription};
use crate::arn::Arn;
use crate::machine::Machine;

/// A definition that is checked and ready to run.
#[derive(Debug, Clone)]
pub struct Prepared {
    text: Arc<str>,
    machine_type: MachineType,
    machine: Arc<Machine>,
}

impl Prepared {
    /// Checks a definition as `CreateStateMachine` does, and makes it ready.
    ///
    /// # Errors
    /// When it is not valid.
    pub fn of(definition: &str, machine_type: MachineType) -> Result<Self, Error> {
        Self::checked((definition, machine_type), |_| Vec::new())
    }

    /// The same with a check of what the language says nothing of, such as the arguments of services, once the definition
    /// is valid.
    ///
    /// # Errors
    /// When it is not valid, or the check finds something.
    pub fn checked(
        (definition, machine_type): (&str, MachineType),
        check: impl FnOnce(&ValidDefinition) -> Vec<Diagnostic>,
    ) -> Result<Self, Error> {
        let valid = ValidDefinition::parse(definition, machine_type).map_err(Error::InvalidDefinition)?;
        Diagnostics::check(check(&valid)).map_err(Error::InvalidDefinition)?;
        let machine = Machine::compile(&valid).map_err(Error::InvalidDefinition)?;
        Ok(Self { text: definition.into(), machine_type, machine: Arc::new(machine) })
    }

    /// The definition, as it was given.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }
}

/// One revision of a state machine, as those who keep revisions hand it to the engine.
#[derive(Debug, Clone)]
pub struct Revision {
    /// Name of the machine.
    pub name: String,
    /// What its keeper knows it by; executions remember it.
    pub number: u64,
    /// ARN of its role.
    pub role_arn: String,
    /// Its definition.
    pub definition: Prepared,
}

/// One version that an alias leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// ARN of the version.
    pub version: Arn,
    /// How many of a hundred executions it gets, 0 to 100.
    pub weight: u8,
}

/// What an execution is started from.
pub(super) struct Target<'f> {
    pub(super) machine: &'f MachineFacts,
    pub(super) version_arn: Option<Arn>,
    pub(super) alias_arn: Option<Arn>,
}

impl Engine {
    /// Makes a revision what this ARN starts from now on: the ARN of a machine, or of a version of it. Executions that
    /// have begun keep what they began with.
    ///
    /// # Errors
    /// When the machine's name is not allowed.
    pub fn put_revision(&self, target: &Arn, revision: Revision) -> Result<(), Error> {
        check_name(&revision.name)?;
        let facts = self.facts_of(revision);
        self.handle().shared.facts().machines.insert(target.clone(), facts);
        Ok(())
    }

    /// What the engine keeps of a revision.
    pub(super) fn facts_of(&self, revision: Revision) -> MachineFacts {
        let parts = &self.handle().parts;
        let Revision { name, number, role_arn, definition } = revision;
        let Prepared { text, machine_type, machine } = definition;
        let description = StateMachineDescription {
            state_machine_arn: parts.realm.state_machine(&name),
            name,
            machine_type,
            definition: text,
            role_arn,
            creation_date: parts.clock.now(),
        };
        MachineFacts { description, machine, revision: number }
    }

    /// Numbers of the revisions that executions here run or ran: those that their keeper must not lose.
    pub fn revisions_in_use(&self) -> BTreeSet<u64> {
        let facts = self.handle().shared.facts();
        facts.executions.values().map(|execution| execution.borrow().revision).collect()
    }

    /// Makes an alias lead to these versions from now on.
    pub fn put_alias(&self, alias: &Arn, routes: Vec<Route>) {
        self.handle().shared.facts().aliases.insert(alias.clone(), routes);
    }

    /// Lets nothing be started by this ARN any more: of a machine, a version or an alias. What runs goes on.
    pub fn remove_target(&self, target: &Arn) {
        let mut facts = self.handle().shared.facts();
        facts.machines.shift_remove(target);
        facts.aliases.remove(target);
    }
}

impl Facts {
    /// What this ARN starts; among the versions of an alias `lot` decides, by their weights.
    pub(super) fn target(&self, arn: &Arn, lot: &str) -> Result<Target<'_>, Error> {
        let missing = || Error::StateMachineDoesNotExist { arn: arn.to_string() };
        if let Some(routes) = self.aliases.get(arn) {
            let version = drawn(routes, lot).ok_or_else(missing)?;
            let machine = self.machines.get(version).ok_or_else(missing)?;
            return Ok(Target { machine, version_arn: Some(version.clone()), alias_arn: Some(arn.clone()) });
        }
        let machine = self.machines.get(arn).ok_or_else(missing)?;
        let is_version = machine.description.state_machine_arn != *arn;
        Ok(Target { machine, version_arn: is_version.then(|| arn.clone()), alias_arn: None })
    }
}

/// The version that a lot falls on, of routes whose weights are 100 together.
fn drawn<'r>(routes: &'r [Route], lot: &str) -> Option<&'r Arn> {
    let digest = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, format!("alias {lot}").as_bytes());
    let mut left = u32::try_from(digest.as_u128() % 100).unwrap_or_default();
    for route in routes {
        let weight = u32::from(route.weight);
        if left < weight {
            return Some(&route.version);
        }
        left -= weight;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(version: &str, weight: u8) -> Route {
        Route { version: version.into(), weight }
    }

    #[test]
    fn lots_fall_on_versions_by_their_weights() {
        let routes = [route("a", 20), route("b", 80)];
        let lots = (0..10_000).map(|lot| drawn(&routes, &lot.to_string()).unwrap().as_str());
        let on_a = lots.filter(|version| *version == "a").count();
        assert!((1_800..2_200).contains(&on_a), "{on_a} of 10,000");
        assert!(
            (0..100).all(
                |lot| drawn(&[route("a", 0), route("b", 100)], &lot.to_string()).unwrap().as_str() == "b"
            )
        );
        assert_eq!(drawn(&[], "1"), None);
    }
}
