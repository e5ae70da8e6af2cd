use std::sync::Arc;

use apoyo_asl::{DiagnosticCode, Diagnostics, Flow, MachineType, StateKind, StateName, ValidDefinition};
use serde_json::Value;

use super::TestStateError;
use crate::machine::{Machine, StateId};

/// The tested state, in a machine that can run it.
pub(super) struct Subject {
    pub(super) machine: Arc<Machine>,
    pub(super) state: StateId,
    /// The `Map` and `Parallel` states around it, the outermost first.
    pub(super) around: Vec<StateId>,
    valid: ValidDefinition,
}

/// Name of a state that is tested without its machine.
const NAME: &str = "StateName";

impl Subject {
    /// The one state that a definition is, or a named state of the machine that it is.
    ///
    /// # Errors
    /// When the definition is not valid, or there is no such state in it.
    pub(super) fn of(definition: &str, state_name: Option<&str>) -> Result<Self, TestStateError> {
        match state_name {
            Some(name) => Self::in_machine(definition, name),
            None => Self::alone(definition),
        }
    }

    fn in_machine(definition: &str, name: &str) -> Result<Self, TestStateError> {
        let valid = ValidDefinition::parse(definition, MachineType::Standard)?;
        let machine = Machine::compile(&valid)?;
        let Some(state) = machine.state_named(name) else {
            return Err(TestStateError::validation("State not found in definition"));
        };
        let path = path_to(valid.flow(), name).unwrap_or_default();
        let around = path.iter().filter_map(|name| machine.state_named(name.as_str())).collect();
        Ok(Self { machine: Arc::new(machine), state, around, valid })
    }

    /// A state alone is the first one of a machine in which all that it leads to ends.
    fn alone(state: &str) -> Result<Self, TestStateError> {
        let Ok(written) = serde_json::from_str::<Value>(state) else {
            return Err(ValidDefinition::parse(state, MachineType::Standard)
                .map_or_else(TestStateError::from, |_| TestStateError::validation(UNREADABLE)));
        };
        let valid = ValidDefinition::parse(&machine_of(state, &written), MachineType::Standard)
            .map_err(|found| refused(&found))?;
        let machine = Machine::compile(&valid)?;
        let Some(state) = machine.state_named(NAME) else {
            return Err(TestStateError::validation("State not found in definition"));
        };
        Ok(Self { machine: Arc::new(machine), state, around: Vec::new(), valid })
    }

    /// The tested state as it is written.
    pub(super) fn written(&self) -> &apoyo_asl::State {
        let name = &self.machine.state(self.state).name;
        let name: Option<StateName> = name.parse().ok();
        name.and_then(|name| self.valid.state(&name)).expect("a machine is compiled from these states")
    }

    /// Whether a state of this name is inside the tested one.
    pub(super) fn has_inside(&self, name: &str) -> bool {
        flows(&self.written().kind).into_iter().any(|flow| path_to(flow, name).is_some())
    }
}

const UNREADABLE: &str =
    "Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: the definition is not JSON'";

/// The text of a state is kept as it is, so that a key that is there twice is still found.
fn machine_of(state: &str, written: &Value) -> String {
    let mut targets = targets(written);
    targets.sort_unstable();
    targets.dedup();
    let ends = targets.into_iter().filter(|target| *target != NAME);
    let ends = ends.map(|target| format!("{}:{{\"Type\":\"Succeed\"}}", Value::from(target)));
    let own = format!("\"{NAME}\":{}", with_an_end(state, written));
    let states: Vec<String> = std::iter::once(own).chain(ends).collect();
    format!("{{\"StartAt\":\"{NAME}\",\"States\":{{{}}}}}", states.join(","))
}

/// A state that is tested alone need not say what follows it.
fn with_an_end(state: &str, written: &Value) -> String {
    let leads_on = ["Next", "End"].iter().any(|field| written.get(field).is_some());
    let can_end = matches!(written["Type"].as_str(), Some("Pass" | "Task" | "Wait" | "Parallel" | "Map"));
    match state.trim_start().strip_prefix('{') {
        Some(rest) if can_end && !leads_on => format!("{{\"End\":true,{rest}"),
        _ => state.to_owned(),
    }
}

/// Every state that a state names.
fn targets(state: &Value) -> Vec<&str> {
    let list = |field: &str| state[field].as_array().into_iter().flatten().map(|entry| &entry["Next"]);
    let own = [&state["Next"], &state["Default"]];
    own.into_iter().chain(list("Choices")).chain(list("Catch")).filter_map(Value::as_str).collect()
}

/// The faults of a state that is tested alone, with their places in it.
fn refused(found: &Diagnostics) -> TestStateError {
    let place = format!("/States/{NAME}");
    let all: Vec<String> = found
        .as_slice()
        .iter()
        .map(|diagnostic| {
            let location =
                diagnostic.location.as_ref().map_or_else(|| "null".to_owned(), ToString::to_string);
            let inside = location.strip_prefix(&place).unwrap_or(&location);
            let inside = if inside.is_empty() { "/" } else { inside };
            format!("{}: {} at {inside}", DiagnosticCode::as_str(diagnostic.code), diagnostic.message)
        })
        .collect();
    TestStateError::InvalidDefinition(format!("Invalid State Machine Definition: '{}'", all.join(", ")))
}

/// The `Map` and `Parallel` states through which a flow leads to a state, the outermost first.
fn path_to(flow: &Flow, name: &str) -> Option<Vec<StateName>> {
    if flow.states.keys().any(|known| known.as_str() == name) {
        return Some(Vec::new());
    }
    flow.states.iter().find_map(|(around, state)| {
        let inner = flows(&state.kind).into_iter().find_map(|flow| path_to(flow, name))?;
        Some(std::iter::once(around.clone()).chain(inner).collect())
    })
}

fn flows(kind: &StateKind) -> Vec<&Flow> {
    match kind {
        StateKind::Parallel(parallel) => parallel.branches.iter().collect(),
        StateKind::Map(map) => vec![&map.processor.flow],
        _ => Vec::new(),
    }
}
