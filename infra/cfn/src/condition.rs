use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::references::references;
use crate::{BrokenTemplate, LogicalId, Template};

/// `Fn::Equals` of a parameter and a text: what a condition of the template says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParameterIs<'a>(pub &'a LogicalId, pub &'a str);

/// `Fn::If`: one value where a condition holds, another where it does not.
#[derive(Debug, Clone, PartialEq)]
pub struct If<'a>(pub &'a LogicalId, pub Value, pub Value);

impl Serialize for If<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("Fn::If", &(self.0, &self.1, &self.2))?;
        map.end()
    }
}

impl From<ParameterIs<'_>> for Value {
    fn from(from: ParameterIs<'_>) -> Self {
        json!({"Fn::Equals": [{"Ref": from.0}, from.1]})
    }
}

impl From<If<'_>> for Value {
    fn from(from: If<'_>) -> Self {
        json!(from)
    }
}

/// Proves that every condition that is asked for is there, and that conditions look at parameters only.
pub(crate) fn check(template: &Template) -> Result<(), BrokenTemplate> {
    let resources = template.resources.iter().flat_map(|(id, resource)| {
        let own = resource.condition.iter().map(ToString::to_string);
        let asked = own.chain(conditions(&json!(resource.properties)));
        asked.map(|name| (id.to_string(), name)).collect::<Vec<_>>()
    });
    let outputs = template.outputs.iter().flat_map(|(id, output)| {
        conditions(&output.value).into_iter().map(move |name| (format!("Outputs.{id}"), name))
    });
    for (place, name) in resources.chain(outputs) {
        if !template.conditions.keys().any(|known| known.as_str() == name) {
            return Err(BrokenTemplate::UnknownCondition { place, name });
        }
    }
    let named =
        template.conditions.iter().flat_map(|(id, value)| references(&format!("Conditions.{id}"), value));
    for (place, name) in named {
        if !template.parameters.keys().any(|known| known.as_str() == name) {
            return Err(BrokenTemplate::DanglingReference { place, name });
        }
    }
    Ok(())
}

/// The names of the conditions that the `Fn::If`s of a value ask for.
fn conditions(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(conditions).collect(),
        Value::Object(fields) => {
            let own = fields.get("Fn::If").and_then(|parts| parts.get(0)?.as_str());
            own.map(str::to_owned).into_iter().chain(fields.values().flat_map(conditions)).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_written_as_cloudformation_reads_it() {
        let (ready, phase) = ("Ready".parse().unwrap(), "Phase".parse().unwrap());
        assert_eq!(Value::from(ParameterIs(&phase, "yes")), json!({"Fn::Equals": [{"Ref": "Phase"}, "yes"]}));
        let value = json!({"a": [If(&ready, json!("x"), json!({"Ref": "Y"}))]});
        assert_eq!(value, json!({"a": [{"Fn::If": ["Ready", "x", {"Ref": "Y"}]}]}));
        assert_eq!(conditions(&value), ["Ready"]);
    }
}
