use std::collections::HashMap;
use std::sync::Arc;

use super::{graph, map_rules, names, service_rules, walk::Place};
use crate::{Definition, Diagnostics, Flow, Location, MachineType, State, StateName};

/// A definition that can run as a machine of its type: every transition leads somewhere, every state can be reached,
/// every flow can end, and names say which state is meant.
#[derive(Debug, Clone, PartialEq)]
pub struct ValidDefinition {
    definition: Definition,
    machine_type: MachineType,
    index: HashMap<StateName, Arc<State>>,
}

impl Definition {
    /// Checks where everything leads, for a machine of this type.
    ///
    /// # Errors
    /// With every fault found, each with AWS's code and its exact place.
    pub fn validate(self, machine_type: MachineType) -> Result<ValidDefinition, Diagnostics> {
        let whole = Place { flow: &self.flow, location: Location::root(), machine_type };
        let places = whole.all();
        let mut found = Vec::new();
        for place in &places {
            found.extend(service_rules::check(place));
            found.extend(map_rules::check(place));
            found.extend(graph::check(place));
        }
        found.extend(names::check(&places));
        found.extend(map_rules::check_labels(&places));
        Diagnostics::check(found)?;
        let index = places
            .iter()
            .flat_map(|place| &place.flow.states)
            .map(|(name, state)| (name.clone(), Arc::clone(state)))
            .collect();
        Ok(ValidDefinition { machine_type, index, definition: self })
    }
}

impl ValidDefinition {
    /// Reads and checks a definition.
    ///
    /// # Errors
    /// As [`Definition::parse`], and then as [`Definition::validate`].
    pub fn parse(text: &str, machine_type: MachineType) -> Result<Self, Diagnostics> {
        Definition::parse(text)?.validate(machine_type)
    }

    /// The definition.
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// The outermost flow.
    pub fn flow(&self) -> &Flow {
        &self.definition.flow
    }

    /// The type of machine that it may run as.
    pub fn machine_type(&self) -> MachineType {
        self.machine_type
    }

    /// The state of this name, however deep inside; names are unique in the whole machine.
    pub fn state(&self, name: &StateName) -> Option<&Arc<State>> {
        self.index.get(name)
    }

    /// Every state, however deep inside, in no order.
    pub fn states(&self) -> impl Iterator<Item = (&StateName, &Arc<State>)> {
        self.index.iter()
    }
}
