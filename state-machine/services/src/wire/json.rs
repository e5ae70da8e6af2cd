//! Bodies in JSON.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::moment;
use crate::arguments::shown;
use crate::model::{Model, Operation, Shape, TimestampFormat, Typed};

/// The body of a request: the members that go nowhere else.
pub(super) fn body(model: &Model, operation: &Operation, value: &Value) -> Vec<u8> {
    let Some(input) = &operation.input else { return b"{}".to_vec() };
    written(model.typed(input), value).to_string().into_bytes()
}

/// A value as it goes into a body.
pub(super) fn written(typed: Typed<'_>, value: &Value) -> Value {
    match (typed.shape, value) {
        (Shape::Structure(structure), Value::Object(members)) if !structure.document => {
            let member = |(name, typed): (&str, Typed<'_>)| {
                let value = members.get(name).filter(|_| typed.is_in_body())?;
                Some((typed.wire_name(name).to_owned(), written(typed, value)))
            };
            Value::Object(typed.members().filter_map(member).collect())
        }
        (Shape::List { member, .. }, Value::Array(items)) => {
            items.iter().map(|item| written(typed.to(member), item)).collect()
        }
        (Shape::Map { value: member, .. }, Value::Object(entries)) => {
            let entry = |(key, value): (&String, &Value)| (key.clone(), written(typed.to(member), value));
            Value::Object(entries.iter().map(entry).collect())
        }
        (Shape::Timestamp { .. }, _) => moment_of(typed, value, TimestampFormat::UnixTimestamp),
        _ => value.clone(),
    }
}

/// A moment in its own format, or else the one of the place where it stands.
fn moment_of(typed: Typed<'_>, value: &Value, usual: TimestampFormat) -> Value {
    let by_type = match typed.shape {
        Shape::Timestamp { format } => *format,
        _ => None,
    };
    let format = typed.member.timestamp_format.or(by_type).unwrap_or(usual);
    moment::read(value).map_or(Value::Null, |moment| moment::written(moment, format))
}

/// A value without members as text, in a form, a header, a query or an element.
pub(super) fn text_of(typed: Typed<'_>, value: &Value, moments: TimestampFormat) -> String {
    let value = match typed.shape {
        Shape::Timestamp { .. } => moment_of(typed, value, moments),
        _ => value.clone(),
    };
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// A value of a reply's body, as Step Functions gives it: names with a capital letter, moments as text, blobs as text
/// where they are UTF-8. What the table does not know is left out, as an SDK does.
pub(super) fn read(typed: Typed<'_>, value: Value) -> Value {
    match (typed.shape, value) {
        (Shape::Structure(structure), Value::Object(mut members)) if !structure.document => {
            let member = |(name, typed): (&str, Typed<'_>)| {
                let value = members.remove(typed.wire_name(name)).filter(|value| !value.is_null())?;
                typed.is_in_body().then(|| (shown(name), read(typed, value)))
            };
            Value::Object(typed.members().filter_map(member).collect::<Map<_, _>>())
        }
        (Shape::List { member, .. }, Value::Array(items)) => {
            items.into_iter().map(|item| read(typed.to(member), item)).collect()
        }
        (Shape::Map { value: member, .. }, Value::Object(entries)) => {
            let entry = |(key, value)| (key, read(typed.to(member), value));
            Value::Object(entries.into_iter().map(entry).collect())
        }
        (Shape::Timestamp { .. }, value) => match moment::read(&value) {
            Some(moment) => moment::shown(moment).into(),
            None => value,
        },
        (Shape::Blob { .. }, Value::String(text)) => unpacked(text).into(),
        (_, value) => value,
    }
}

/// A blob as text where it is UTF-8; else in base64, as it came.
pub(super) fn unpacked(base64: String) -> String {
    let bytes = STANDARD.decode(&base64).ok();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or(base64)
}
