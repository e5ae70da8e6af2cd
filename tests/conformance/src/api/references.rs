use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A request with the parts of earlier replies that it refers to.
///
/// # Errors
/// Names a reference to something that no reply has.
pub(super) fn resolved(params: &Value, replies: &[Value]) -> Result<Value, String> {
    match params {
        Value::Object(members) => match members.get("$ref").and_then(Value::as_str) {
            Some(place) => part(place, replies).ok_or_else(|| format!("no reply has {place}")),
            None => members
                .iter()
                .map(|(name, value)| Ok((name.clone(), resolved(value, replies)?)))
                .collect::<Result<Map<_, _>, String>>()
                .map(Value::Object),
        },
        Value::Array(items) => items.iter().map(|item| resolved(item, replies)).collect(),
        other => Ok(other.clone()),
    }
}

/// A part of a reply: `2.events.3.mapRunStartedEventDetails.mapRunArn`.
fn part(place: &str, replies: &[Value]) -> Option<Value> {
    let mut steps = place.split('.');
    let reply = replies.get(steps.next()?.parse::<usize>().ok()?)?;
    let found = steps.try_fold(reply, |value, step| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        other => other.get(step),
    });
    found.cloned()
}

/// What each placeholder of a transcript has stood for: the same one stands for the same thing in every call.
#[derive(Debug, Default)]
pub(super) struct Bindings(BTreeMap<String, Value>);

impl Bindings {
    /// Notes what the placeholders of a reply stand for; gives back one that stood for something else before.
    pub(super) fn bind(&mut self, recorded: &Value, found: &Value) -> Option<String> {
        match (recorded, found) {
            (Value::String(name), found) if is_numbered(name) => {
                let before = self.0.entry(name.clone()).or_insert_with(|| found.clone());
                (before != found).then(|| format!("{name} was {before} and is {found}"))
            }
            (Value::Object(recorded), Value::Object(found)) => {
                recorded.iter().find_map(|(name, value)| self.bind(value, found.get(name)?))
            }
            (Value::Array(recorded), Value::Array(found)) => {
                recorded.iter().zip(found).find_map(|(recorded, found)| self.bind(recorded, found))
            }
            _ => None,
        }
    }
}

/// `<uuid:1>`, `<ArnPart_0idx>`: placeholders that were numbered because they tell values apart.
fn is_numbered(text: &str) -> bool {
    let inner = text.strip_prefix('<').and_then(|text| text.strip_suffix('>'));
    inner.is_some_and(|name| name.contains(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_reference_is_the_part_of_an_earlier_reply() {
        let replies = [json!({"events": [{"arn": "a"}]})];
        assert_eq!(resolved(&json!({"x": [{"$ref": "0.events.0.arn"}]}), &replies), Ok(json!({"x": ["a"]})));
        assert!(resolved(&json!({"$ref": "0.other"}), &replies).is_err());
    }

    #[test]
    fn a_placeholder_stands_for_one_thing() {
        let mut bindings = Bindings::default();
        assert_eq!(bindings.bind(&json!({"id": "<uuid:1>"}), &json!({"id": "a"})), None);
        assert_eq!(bindings.bind(&json!({"id": "<uuid:2>"}), &json!({"id": "b"})), None);
        assert_eq!(bindings.bind(&json!({"id": "<uuid:1>"}), &json!({"id": "a"})), None);
        assert!(bindings.bind(&json!({"id": "<uuid:1>"}), &json!({"id": "b"})).is_some());
    }
}
