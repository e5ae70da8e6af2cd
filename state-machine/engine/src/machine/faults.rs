use apoyo_asl::{Diagnostic, DiagnosticCode, Expression as Text, Location, ValidDefinition};
use serde_json::Value;

use super::UncompiledReason;
use crate::data_flow;
use crate::jsonata::Expression;

/// Fields of a state in which no text is an expression, and those that hold flows, whose states are looked at by themselves.
const PLAIN: [&str; 8] =
    ["Comment", "Type", "Next", "Default", "Resource", "Branches", "ItemProcessor", "Iterator"];

/// Why a state cannot be compiled.
pub(super) struct Fault<'d> {
    pub(super) state: &'d str,
    pub(super) place: &'d Location,
    pub(super) reason: UncompiledReason,
}

/// What is wrong with the states that cannot be compiled: each `JSONata` expression at its own field, anything else at its
/// state.
pub(super) fn diagnostics(definition: &ValidDefinition, faults: &[Fault<'_>]) -> Vec<Diagnostic> {
    if faults.is_empty() {
        return Vec::new();
    }
    let written = definition.definition().to_json();
    faults.iter().flat_map(|fault| of_state(&written, fault)).collect()
}

fn of_state(written: &Value, Fault { state, place, reason }: &Fault<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let is_jsonata = matches!(
        reason,
        UncompiledReason::Jsonata(_) | UncompiledReason::JsonPath(data_flow::CompileError::Jsonata(_))
    );
    let code = if is_jsonata {
        DiagnosticCode::InvalidJsonataExpression
    } else {
        DiagnosticCode::SchemaValidationFailed
    };
    if let (true, Some(Value::Object(fields))) = (is_jsonata, find(written, state)) {
        for (name, value) in fields.iter().filter(|(name, _)| !PLAIN.contains(&name.as_str())) {
            expressions(value, &place.field(name), &mut found);
        }
    }
    if found.is_empty() {
        found.push(Diagnostic { code, message: reason.to_string(), location: Some((*place).clone()) });
    }
    found
}

/// The fields of a state, whose name is the only one of its kind in the definition.
fn find<'w>(flow: &'w Value, name: &str) -> Option<&'w Value> {
    let states = flow.get("States")?.as_object()?;
    states.get(name).or_else(|| {
        states.values().find_map(|state| {
            let branches = state.get("Branches").and_then(Value::as_array).into_iter().flatten();
            let processor = state.get("ItemProcessor").or_else(|| state.get("Iterator"));
            branches.chain(processor).find_map(|flow| find(flow, name))
        })
    })
}

/// Every expression in a value that is none.
fn expressions(value: &Value, place: &Location, found: &mut Vec<Diagnostic>) {
    match value {
        Value::String(text) if Text::is_meant_by(text) => {
            let Ok(expression) = text.parse::<Text>() else { return };
            if let Err(fault) = Expression::compile(expression.source()) {
                let code = DiagnosticCode::InvalidJsonataExpression;
                found.push(Diagnostic { code, message: fault.to_string(), location: Some(place.clone()) });
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                expressions(item, &place.element(at), found);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                expressions(member, &place.field(name), found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use apoyo_asl::MachineType;
    use serde_json::json;

    use super::*;
    use crate::machine::Machine;

    fn found(states: &Value) -> Vec<(&'static str, String)> {
        let text = json!({"QueryLanguage": "JSONata", "StartAt": "A", "States": states}).to_string();
        let valid = ValidDefinition::parse(&text, MachineType::Standard).unwrap();
        let found = Machine::compile(&valid).unwrap_err();
        let place = |it: &Diagnostic| (it.code.as_str(), it.location.as_ref().unwrap().to_string());
        found.as_slice().iter().map(place).collect()
    }

    #[test]
    fn every_expression_that_cannot_be_read_is_told_at_its_own_field() {
        let states = json!({
            "A": {"Type": "Choice", "Comment": "{% not ( an expression %}", "Default": "M", "Choices": [
                {"Condition": "{% true %}", "Next": "M"}, {"Condition": "{% ( %}", "Next": "M"}]},
            "M": {"Type": "Map", "Items": "{% [1 %}", "End": true, "ItemProcessor": {"StartAt": "P", "States": {
                "P": {"Type": "Pass", "Output": {"a": ["{% 1 %}", "{% 1 + %}"]}, "Assign": {"b": "{% $eval('1') %}"},
                    "End": true}}}},
        });
        let jsonata = |place: &str| ("INVALID_JSONATA_EXPRESSION", place.to_owned());
        let expected = [
            jsonata("/States/A/Choices[1]/Condition"),
            jsonata("/States/M/Items"),
            jsonata("/States/M/ItemProcessor/States/P/Assign/b"),
            jsonata("/States/M/ItemProcessor/States/P/Output/a[1]"),
        ];
        let mut found = found(&states);
        found[2..].sort();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_path_that_cannot_be_read_is_told_at_its_state() {
        let states =
            json!({"A": {"Type": "Pass", "QueryLanguage": "JSONata", "Next": "B"}, "B": {"Type": "Succeed"}});
        let mut text = json!({"StartAt": "A", "States": states});
        text["States"]["B"] = json!({"Type": "Pass", "InputPath": "$[?(@.a =~ /x/)]", "End": true});
        let valid = ValidDefinition::parse(&text.to_string(), MachineType::Standard).unwrap();
        let found = Machine::compile(&valid).unwrap_err();
        let [one] = found.as_slice() else { panic!("{found}") };
        assert_eq!(
            (one.code.as_str(), one.location.as_ref().unwrap().to_string().as_str()),
            ("SCHEMA_VALIDATION_FAILED", "/States/B")
        );
    }
}
