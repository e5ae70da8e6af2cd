//! The arguments that a definition writes down, checked before anything runs.

use apoyo_asl::{
    DataFlow, Diagnostic, DiagnosticCode, Flow, Location, State, StateKind, Task, Template, ValidDefinition,
};

use crate::arguments::{Fault, faults_of, shown};
use crate::call::Call;
use crate::extra::Extra;
use crate::model::{Shape, Typed};

/// What is wrong with the arguments of a definition's tasks, as `CreateStateMachine` says it: members that an operation does
/// not have, those that it needs and does not get, and values of another type. What a path or an expression gives is known
/// only when it runs, and so is a service without a table here.
pub fn check_arguments(definition: &ValidDefinition) -> Vec<Diagnostic> {
    check_flow(definition.flow(), &Location::root())
}

fn check_flow(flow: &Flow, location: &Location) -> Vec<Diagnostic> {
    let states = location.field("States");
    let state = |(name, state): (&apoyo_asl::StateName, &std::sync::Arc<State>)| {
        check_state(state, &states.field(name.as_str()))
    };
    flow.states.iter().flat_map(state).collect()
}

fn check_state(state: &State, location: &Location) -> Vec<Diagnostic> {
    match &state.kind {
        StateKind::Task(task) => check_task(task, &state.data_flow, location),
        StateKind::Parallel(parallel) => {
            let branches = location.field("Branches");
            let branch = |(at, flow): (usize, &Flow)| check_flow(flow, &branches.element(at));
            parallel.branches.iter().enumerate().flat_map(branch).collect()
        }
        StateKind::Map(map) => {
            let keyword = map.processor.keyword.as_str();
            check_flow(&map.processor.flow, &location.field(keyword))
        }
        _ => Vec::new(),
    }
}

fn check_task(task: &Task, flow: &DataFlow, location: &Location) -> Vec<Diagnostic> {
    let (field, template) = match flow {
        DataFlow::JsonPath(flow) => ("Parameters", flow.parameters.as_ref()),
        DataFlow::Jsonata(flow) => ("Arguments", flow.arguments.as_ref()),
    };
    let (Some(template), Ok(call)) = (template, Call::find(task.resource.as_str())) else {
        return Vec::new();
    };
    if Extra::of(&call) == Extra::FunctionAlone {
        return Vec::new();
    }
    let Some(input) = &call.operation.input else { return Vec::new() };
    let diagnostic = |fault: Fault| Diagnostic {
        code: DiagnosticCode::SchemaValidationFailed,
        message: fault.to_string(),
        location: Some(location.field(field)),
    };
    check_template(call.model.typed(input), ("", template)).into_iter().map(diagnostic).collect()
}

/// The faults of what is written down.
fn check_template(typed: Typed<'_>, (name, template): (&str, &Template)) -> Vec<Fault> {
    match (template, typed.shape) {
        (Template::Literal(value), _) => faults_of(typed, (name, value)),
        (Template::Array(items), Shape::List { member, .. }) => {
            items.iter().flat_map(|item| check_template(typed.to(member), (name, item))).collect()
        }
        (Template::Object(members), Shape::Map { value, .. }) => {
            let member =
                |(name, member): (&String, &Template)| check_template(typed.to(value), (name, member));
            members.iter().flat_map(member).collect()
        }
        (Template::Object(members), Shape::Structure(structure)) if !structure.document => {
            let is_missing = |name: &&String| !members.contains_key(&shown(name));
            let missing =
                structure.required.iter().filter(is_missing).map(|name| Fault::Missing(shown(name)));
            let given = members.iter().flat_map(|(given, value)| {
                match typed.members().find(|(name, _)| shown(name) == *given) {
                    Some((_, member)) => check_template(member, (given, value)),
                    None => vec![Fault::NotSupported(given.clone())],
                }
            });
            missing.chain(given).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use apoyo_asl::MachineType;
    use serde_json::{Value, json};

    use super::*;

    fn said(task: &Value) -> Vec<String> {
        let inner = json!({"StartAt": "Call", "States": {"Call": task}});
        let outer = json!({"StartAt": "All", "States": {"All": {"Type": "Parallel", "Branches": [inner], "End": true}}});
        let definition = ValidDefinition::parse(&outer.to_string(), MachineType::Standard).unwrap();
        check_arguments(&definition).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_written_wrong_is_found_where_it_is_written() {
        let task = json!({"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true,
            "Parameters": {"MessageBody.$": "$", "Nope": 1, "DelaySeconds": []}});
        let at = " at /States/All/Branches[0]/States/Call/Parameters";
        assert_eq!(
            said(&task),
            [
                format!("SCHEMA_VALIDATION_FAILED: The field 'QueueUrl' is required but was missing{at}"),
                format!(
                    "SCHEMA_VALIDATION_FAILED: The field \"Nope\" is not supported by Step Functions{at}"
                ),
                format!(
                    "SCHEMA_VALIDATION_FAILED: The value of the field 'DelaySeconds' has an invalid format{at}"
                ),
            ]
        );
    }

    #[test]
    fn what_is_computed_and_what_nobody_knows_is_left_alone() {
        for task in [
            json!({"Type": "Task", "Resource": "arn:aws:states:::events:putEvents", "End": true,
                "Parameters": {"Entries": [{"Detail.$": "$.d", "Source": "s"}]}}),
            json!({"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true}),
            json!({"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:polly:speak", "End": true,
                "Parameters": {"X": 1}}),
            json!({"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
                "QueryLanguage": "JSONata", "Arguments": "{% $states.input %}"}),
        ] {
            assert_eq!(said(&task), [""; 0], "{task}");
        }
    }

    #[test]
    fn a_function_must_be_named() {
        let task = json!({"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
            "Parameters": {"Payload": {"a": 1}}});
        assert!(said(&task)[0].contains("The field 'FunctionName' is required but was missing"));
    }
}
