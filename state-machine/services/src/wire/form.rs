//! Requests of the query protocol: a form, in which a place in a structure is a name with dots.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use super::json::text_of;
use crate::model::{Model, Operation, Shape, TimestampFormat, Typed};

/// What stays as it is in a form, a path and a query.
pub(crate) const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

pub(super) fn body(model: &Model, (name, operation): (&str, &Operation), value: &Value) -> Vec<u8> {
    let mut fields = vec![("Action".to_owned(), name.to_owned()), ("Version".to_owned(), model.api.clone())];
    if let Some(input) = &operation.input {
        add(model.typed(input), ("", value), &mut fields);
    }
    let encoded = |text: &str| utf8_percent_encode(text, ENCODED).to_string();
    let fields: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    fields.join("&").into_bytes()
}

fn add(typed: Typed<'_>, (name, value): (&str, &Value), fields: &mut Vec<(String, String)>) {
    match (typed.shape, value) {
        (Shape::Structure(_), Value::Object(members)) => {
            for (member, typed) in typed.members() {
                if let Some(value) = members.get(member) {
                    add(typed, (&below(name, typed.wire_name(member)), value), fields);
                }
            }
        }
        (Shape::List { member, .. }, Value::Array(items)) => {
            let name = if typed.is_flattened() {
                name.to_owned()
            } else {
                below(name, member.location_name.as_deref().unwrap_or("member"))
            };
            for (at, item) in (1..).zip(items) {
                add(typed.to(member), (&format!("{name}.{at}"), item), fields);
            }
        }
        (Shape::Map { .. }, Value::Object(entries)) => add_map(typed, (name, entries), fields),
        _ => {
            let text = text_of(typed, value, TimestampFormat::Iso8601);
            fields.push((name.to_owned(), text));
        }
    }
}

fn add_map(
    typed: Typed<'_>,
    (name, entries): (&str, &Map<String, Value>),
    fields: &mut Vec<(String, String)>,
) {
    let Shape::Map { key, value, .. } = typed.shape else { return };
    let name = if typed.is_flattened() { name.to_owned() } else { below(name, "entry") };
    let (key_name, value_name) = (typed.to(key).wire_name("key"), typed.to(value).wire_name("value"));
    for (at, (entry, given)) in (1..).zip(entries) {
        fields.push((format!("{name}.{at}.{key_name}"), entry.clone()));
        add(typed.to(value), (&format!("{name}.{at}.{value_name}"), given), fields);
    }
}

fn below(name: &str, member: &str) -> String {
    if name.is_empty() { member.to_owned() } else { format!("{name}.{member}") }
}
