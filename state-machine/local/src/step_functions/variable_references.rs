//! Which variables each state of a definition refers to: `variableReferences` of `DescribeStateMachine`.

use std::collections::{BTreeMap, BTreeSet};

use apoyo_asl::{IntrinsicArgument, PathExpression, PathRoot};
use apoyo_engine::jsonata::variables_of;
use serde_json::{Map, Value, json};

/// Where the flows stand that a state holds: their states are told by themselves.
const FLOWS: [&str; 3] = ["Branches", "ItemProcessor", "Iterator"];

/// Each state that refers to variables, with their names in order; none where no state does.
pub(super) fn of(definition: &str) -> Option<Value> {
    let definition: Value = serde_json::from_str(definition).ok()?;
    let mut found = BTreeMap::new();
    flow(&definition, is_jsonata(&definition, false), &mut found);
    (!found.is_empty()).then(|| json!(found))
}

type Found = BTreeMap<String, BTreeSet<String>>;

fn is_jsonata(object: &Value, outer: bool) -> bool {
    object["QueryLanguage"].as_str().map_or(outer, |language| language == "JSONata")
}

fn flow(flow: &Value, jsonata: bool, found: &mut Found) {
    for (name, state) in flow["States"].as_object().into_iter().flatten() {
        let Some(fields) = state.as_object() else { continue };
        let own_jsonata = is_jsonata(state, jsonata);
        let mut names = BTreeSet::new();
        let own = fields.iter().filter(|(field, _)| !FLOWS.contains(&field.as_str()));
        for (field, value) in own {
            if own_jsonata {
                in_jsonata(value, &mut names);
            } else {
                in_json_path((field, value), &mut names);
            }
        }
        if !names.is_empty() {
            found.insert(name.clone(), names);
        }
        inner_flows(fields).for_each(|inner| self::flow(inner, jsonata, found));
    }
}

fn inner_flows(fields: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    let branches = fields.get("Branches").and_then(Value::as_array).into_iter().flatten();
    branches.chain(["ItemProcessor", "Iterator"].iter().filter_map(|field| fields.get(*field)))
}

fn in_jsonata(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            let source = text.strip_prefix("{%").and_then(|text| text.strip_suffix("%}"));
            names.extend(source.into_iter().flat_map(variables_of));
        }
        Value::Array(items) => items.iter().for_each(|item| in_jsonata(item, names)),
        Value::Object(members) => members.values().for_each(|member| in_jsonata(member, names)),
        _ => {}
    }
}

/// In `JSONPath` only fields of these names hold paths; other text that begins with `$` is text.
fn in_json_path((field, value): (&str, &Value), names: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if field.ends_with(".$") || field.ends_with("Path") || field == "Variable" => {
            if let Ok(expression) = text.parse::<PathExpression>() {
                in_expression(&expression, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| in_json_path((field, item), names)),
        Value::Object(members) => {
            members.iter().for_each(|(field, member)| in_json_path((field, member), names));
        }
        _ => {}
    }
}

fn in_expression(expression: &PathExpression, names: &mut BTreeSet<String>) {
    match expression {
        PathExpression::Path(path) => {
            if let PathRoot::Variable(name) = path.root() {
                names.insert(name.to_owned());
            }
        }
        PathExpression::Intrinsic(call) => {
            for argument in &call.arguments {
                match argument {
                    IntrinsicArgument::Path(path) => {
                        in_expression(&PathExpression::Path(path.clone()), names);
                    }
                    IntrinsicArgument::Call(call) => {
                        in_expression(&PathExpression::Intrinsic(call.clone()), names);
                    }
                    _ => {}
                }
            }
        }
    }
}
