use jsonata_core::value::JValue;
use serde_json::{Number, Value};

/// A JSON value as the evaluator takes it.
pub(super) fn to_jsonata(value: &Value) -> JValue {
    match value {
        Value::Null => JValue::Null,
        Value::Bool(flag) => JValue::Bool(*flag),
        Value::Number(number) => JValue::from_f64(number.as_f64().unwrap_or(f64::NAN)),
        Value::String(text) => JValue::string(text.as_str()),
        Value::Array(items) => JValue::array(items.iter().map(to_jsonata).collect()),
        Value::Object(members) => {
            JValue::object(members.iter().map(|(key, value)| (key.clone(), to_jsonata(value))).collect())
        }
    }
}

/// What the evaluator gives back, as JSON; `None` where that is undefined or a function.
///
/// Members that are undefined are left out and undefined items are null, as JSON.stringify does it.
pub(super) fn to_json(value: &JValue) -> Option<Value> {
    Some(match value {
        JValue::Null => Value::Null,
        JValue::Bool(flag) => Value::Bool(*flag),
        JValue::Number(number) => Value::Number(json_number(*number)?),
        JValue::String(text) => Value::String(text.to_string()),
        JValue::Array(items) => {
            Value::Array(items.iter().map(|item| to_json(item).unwrap_or(Value::Null)).collect())
        }
        JValue::Object(members) => Value::Object(
            members.iter().filter_map(|(key, value)| Some((key.clone(), to_json(value)?))).collect(),
        ),
        JValue::Undefined | JValue::Lambda(_) | JValue::Builtin { .. } | JValue::Regex { .. } => return None,
    })
}

/// A value taken straight from JSON, with its numbers as the evaluator would have given them back.
pub(super) fn as_jsonata_gives(value: &Value) -> Value {
    match value {
        Value::Number(number) => {
            number.as_f64().and_then(json_number).map_or_else(|| value.clone(), Value::Number)
        }
        Value::Array(items) => items.iter().map(as_jsonata_gives).collect(),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(key, value)| (key.clone(), as_jsonata_gives(value))).collect())
        }
        other => other.clone(),
    }
}

/// Whole numbers up to 2^53 are written without a fraction, as JavaScript writes them.
#[expect(clippy::cast_possible_truncation, reason = "whole and within 53 bits is checked first")]
pub(super) fn json_number(number: f64) -> Option<Number> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= EXACT {
        return Some(Number::from(number as i64));
    }
    Number::from_f64(number)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_survives_the_way_there_and_back() {
        let value = json!({"a": [1, -2.5, "ñ", null, true, {}, []], "b": {"c": 9_007_199_254_740_991_i64}});
        assert_eq!(to_json(&to_jsonata(&value)), Some(value));
    }
}
