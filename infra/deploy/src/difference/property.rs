use serde::Serialize;
use serde_json::{Map, Value};

/// A place in a document where two versions differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PropertyDifference {
    /// Path of the place, as in `Properties.Environment.Variables.RUST_LOG`.
    pub path: String,
    /// What was there; absent where there was nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Value>,
    /// What will be there; absent where nothing will be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Value>,
}

/// Every place at which two values differ, from the outside in: where both have a value of the same kind, the places
/// within; a text that holds a JSON document counts as that document.
pub(crate) fn differences(path: &str, old: &Value, new: &Value) -> Vec<PropertyDifference> {
    if old == new {
        return Vec::new();
    }
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => of_objects(path, old, new),
        (Value::Array(old), Value::Array(new)) => of_arrays(path, old, new),
        (Value::String(old_text), Value::String(new_text)) => {
            match (document(old_text), document(new_text)) {
                (Some(old_inner), Some(new_inner)) if old_inner != new_inner => {
                    differences(path, &old_inner, &new_inner)
                }
                _ => vec![place(path, Some(old), Some(new))],
            }
        }
        _ => vec![place(path, Some(old), Some(new))],
    }
}

fn of_objects(path: &str, old: &Map<String, Value>, new: &Map<String, Value>) -> Vec<PropertyDifference> {
    let gone = old.iter().filter(|(key, _)| !new.contains_key(*key));
    let gone = gone.map(|(key, value)| place(&within(path, key), Some(value), None));
    let there = new.iter().flat_map(|(key, value)| match old.get(key) {
        Some(before) => differences(&within(path, key), before, value),
        None => vec![place(&within(path, key), None, Some(value))],
    });
    gone.chain(there).collect()
}

/// What is equal at both ends is set aside, so that an element which comes in or goes moves no other one.
fn of_arrays(path: &str, old: &[Value], new: &[Value]) -> Vec<PropertyDifference> {
    let before = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[before..], &new[before..]);
    let after = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[..old.len() - after], &new[..new.len() - after]);
    let longest = old.len().max(new.len());
    (0..longest)
        .flat_map(|index| {
            let path = format!("{path}[{}]", before + index);
            match (old.get(index), new.get(index)) {
                (Some(old), Some(new)) => differences(&path, old, new),
                (old, new) => vec![place(&path, old, new)],
            }
        })
        .collect()
}

/// The document in a text, such as a state machine's definition.
fn document(text: &str) -> Option<Value> {
    text.trim_start().starts_with('{').then(|| serde_json::from_str(text).ok())?
}

fn place(path: &str, old: Option<&Value>, new: Option<&Value>) -> PropertyDifference {
    PropertyDifference { path: path.to_owned(), old: old.cloned(), new: new.cloned() }
}

fn within(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(old: &Value, new: &Value) -> Vec<String> {
        let show = |value: Option<Value>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
        let differences = differences("", old, new).into_iter();
        differences.map(|one| format!("{}: {} -> {}", one.path, show(one.old), show(one.new))).collect()
    }

    #[test]
    fn equal_values_have_no_difference() {
        assert!(told(&json!({"a": [1, {"b": null}]}), &json!({"a": [1, {"b": null}]})).is_empty());
    }

    #[test]
    fn the_innermost_place_is_named() {
        let old = json!({"a": {"b": [1, {"c": "x"}]}, "gone": 1});
        let new = json!({"a": {"b": [1, {"c": "y"}]}, "new": true});
        assert_eq!(told(&old, &new), ["gone: 1 -> -", "a.b[1].c: \"x\" -> \"y\"", "new: - -> true"]);
    }

    #[test]
    fn an_element_that_comes_in_moves_no_other_one() {
        let (old, new) = (json!({"a": [1, 2, 3]}), json!({"a": [1, 9, 2, 3]}));
        assert_eq!(told(&old, &new), ["a[1]: - -> 9"]);
        assert_eq!(told(&new, &old), ["a[1]: 9 -> -"]);
        assert_eq!(told(&json!([1, 1]), &json!([1])), ["[1]: 1 -> -"]);
    }

    #[test]
    fn a_definition_is_compared_as_the_document_that_it_is() {
        let (old, new) = (json!({"D": "{\"TimeoutSeconds\": 1}"}), json!({"D": "{\"TimeoutSeconds\": 2}"}));
        assert_eq!(told(&old, &new), ["D.TimeoutSeconds: 1 -> 2"]);
        let spaces = json!({"D": "{ \"TimeoutSeconds\":1 }"});
        assert_eq!(told(&old, &spaces).len(), 1, "texts differ, though their documents do not");
    }

    #[test]
    fn values_of_different_kinds_are_told_whole() {
        assert_eq!(told(&json!({"a": {"Ref": "X"}}), &json!({"a": "x"})), ["a: {\"Ref\":\"X\"} -> \"x\""]);
    }
}
