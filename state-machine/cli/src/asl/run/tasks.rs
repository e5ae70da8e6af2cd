use apoyo_asl::{DataFlow, Definition, Flow, Resource, State, StateKind, Template};
use serde_json::Value;

/// A Task state of a definition, and what it says about whom it calls.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Task {
    /// Name of the state.
    pub(super) state: String,
    /// What it calls.
    pub(super) resource: Resource,
    /// `FunctionName`, where it is written in the definition.
    pub(super) function: Option<String>,
    /// `StateMachineArn`, where it is written in the definition.
    pub(super) machine: Option<String>,
}

/// Every Task state, also those in others, in the order of the text.
pub(super) fn tasks(definition: &Definition) -> Vec<Task> {
    of_flow(&definition.flow)
}

fn of_flow(flow: &Flow) -> Vec<Task> {
    flow.states.iter().flat_map(|(name, state)| of_state(name.as_str(), state)).collect()
}

fn of_state(name: &str, state: &State) -> Vec<Task> {
    match &state.kind {
        StateKind::Task(task) => vec![Task {
            state: name.to_owned(),
            resource: task.resource.clone(),
            function: argument(state, "FunctionName"),
            machine: argument(state, "StateMachineArn"),
        }],
        StateKind::Parallel(parallel) => parallel.branches.iter().flat_map(of_flow).collect(),
        StateKind::Map(map) => of_flow(&map.processor.flow),
        _ => Vec::new(),
    }
}

/// A text among the arguments of a state, where it is written in the definition.
fn argument(state: &State, name: &str) -> Option<String> {
    let arguments = match &state.data_flow {
        DataFlow::JsonPath(flow) => flow.parameters.as_ref(),
        DataFlow::Jsonata(flow) => flow.arguments.as_ref(),
    };
    match arguments? {
        Template::Literal(value) => value.get(name)?.as_str().map(str::to_owned),
        Template::Object(members) => match members.get(name)? {
            Template::Literal(Value::String(text)) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}
