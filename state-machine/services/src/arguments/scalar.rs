use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Number, Value};

use crate::model::Shape;
use crate::wire::moment;

/// A value as a type without members; none where it stands for none of that type.
///
/// Numbers and truth values may be given as text and the other way round, as the service's own reader allows.
pub(super) fn prepared(shape: &Shape, value: &Value) -> Option<Value> {
    match shape {
        Shape::String { .. } => text(value).map(Value::String),
        Shape::Blob { .. } => text(value).map(|text| STANDARD.encode(text).into()),
        Shape::Boolean => boolean(value).map(Value::Bool),
        Shape::Integer | Shape::Long => whole(value).map(Value::from),
        Shape::Float | Shape::Double => number(value).map(Value::Number),
        Shape::Timestamp { .. } => moment::read(value).map(|moment| moment.to_string().into()),
        Shape::Structure(_) | Shape::List { .. } | Shape::Map { .. } | Shape::Unknown => None,
    }
}

/// A text; any other JSON is written as text.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(it) => Some(*it),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(number.clone()),
        Value::String(text) => text.parse().ok().and_then(Number::from_f64),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_is_read_as_the_type_that_is_wanted_or_not_at_all() {
        let text = Shape::String { values: Vec::new(), min: 0 };
        let blob = Shape::Blob { min: 0 };
        let moment = Shape::Timestamp { format: None };
        let table = [
            (&text, json!({"a": 1}), Some(json!(r#"{"a":1}"#))),
            (&text, json!(5), Some(json!("5"))),
            (&blob, json!("hi"), Some(json!("aGk="))),
            (&Shape::Boolean, json!("true"), Some(json!(true))),
            (&Shape::Boolean, json!(1), None),
            (&Shape::Integer, json!("12"), Some(json!(12))),
            (&Shape::Integer, json!(1.5), None),
            (&Shape::Double, json!("1.5"), Some(json!(1.5))),
            (&Shape::Double, json!("NaN"), None),
            (&moment, json!("2026-11-21T17:00:00Z"), Some(json!("2026-11-21T17:00:00Z"))),
            (&moment, json!(0), Some(json!("1970-01-01T00:00:00Z"))),
            (&moment, json!("yesterday"), None),
        ];
        for (shape, given, wanted) in table {
            assert_eq!(prepared(shape, &given), wanted, "{given} as {shape:?}");
        }
    }
}
