use crate::{Flow, Location, MachineType, ProcessorMode, State, StateKind};

/// A flow of a definition, with where it is and how its tasks run.
#[derive(Clone)]
pub(super) struct Place<'d> {
    pub(super) flow: &'d Flow,
    pub(super) location: Location,
    pub(super) machine_type: MachineType,
}

impl<'d> Place<'d> {
    /// This flow and every flow inside it, outer ones first.
    pub(super) fn all(self) -> Vec<Self> {
        let inner: Vec<Self> =
            self.flow.states.iter().flat_map(|(name, state)| self.inside(name.as_str(), state)).collect();
        std::iter::once(self).chain(inner.into_iter().flat_map(Self::all)).collect()
    }

    /// The place of a state of this flow.
    pub(super) fn of_state(&self, name: &str) -> Location {
        self.location.field("States").field(name)
    }

    fn inside(&self, name: &str, state: &'d State) -> Vec<Self> {
        let place = self.of_state(name);
        match &state.kind {
            StateKind::Parallel(parallel) => {
                let branches = place.field("Branches");
                let branch = |(index, flow)| Self {
                    flow,
                    location: branches.element(index),
                    machine_type: self.machine_type,
                };
                parallel.branches.iter().enumerate().map(branch).collect()
            }
            StateKind::Map(map) => {
                let keyword = map.processor.keyword.as_str();
                let machine_type = match map.processor.mode {
                    ProcessorMode::Inline => self.machine_type,
                    ProcessorMode::Distributed(machine_type) => machine_type,
                };
                vec![Self { flow: &map.processor.flow, location: place.field(keyword), machine_type }]
            }
            _ => Vec::new(),
        }
    }
}
