//! Conditions of statements.

use std::collections::BTreeMap;

use serde_json::Value;

use super::pattern;

/// Whether every condition of a statement holds for the keys that a call carries.
pub(crate) fn holds(conditions: &Value, keys: &BTreeMap<&str, String>) -> bool {
    let Some(operators) = conditions.as_object() else { return conditions.is_null() };
    operators.iter().all(|(operator, tests)| {
        let tests = tests.as_object().expect("an operator holds an object");
        tests.iter().all(|(key, wanted)| holds_one(operator, keys.get(key.as_str()), &texts(wanted)))
    })
}

fn holds_one(operator: &str, found: Option<&String>, wanted: &[String]) -> bool {
    if operator == "Null" {
        return wanted.iter().all(|wanted| (wanted == "true") == found.is_none());
    }
    let (operator, absent) = match operator.strip_suffix("IfExists") {
        Some(operator) => (operator, true),
        None => (operator, false),
    };
    let Some(found) = found else { return absent };
    wanted.iter().any(|wanted| compare(operator, found, wanted))
}

fn compare(operator: &str, found: &str, wanted: &str) -> bool {
    match operator {
        "StringEquals" => found == wanted,
        "StringLike" | "ArnLike" | "ArnEquals" => pattern::matches(wanted, found),
        "Bool" => found.eq_ignore_ascii_case(wanted),
        "NumericLessThan" => found.parse::<f64>().unwrap() < wanted.parse::<f64>().unwrap(),
        other => panic!("the interpreter does not know the operator {other}"),
    }
}

/// One value or many.
pub(crate) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        other => panic!("{other} is neither a text nor a list of texts"),
    }
}

#[test]
fn a_key_that_is_absent_fails_every_test_but_if_exists_and_null() {
    let none = BTreeMap::new();
    let test =
        |operator: &str, wanted: &str| holds(&serde_json::json!({operator: {"s3:prefix": wanted}}), &none);
    assert!(!test("StringLike", "a/*"));
    assert!(test("StringLikeIfExists", "a/*"));
    assert!(test("Null", "true"));
    assert!(!test("Null", "false"));
}
