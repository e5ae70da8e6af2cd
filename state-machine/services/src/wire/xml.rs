//! Bodies in XML.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use quick_xml::escape::escape;
use serde_json::{Map, Value};

use super::json::{text_of, unpacked};
use super::moment;
use super::tree::Element;
use crate::arguments::shown;
use crate::model::{Shape, TimestampFormat, Typed};

/// A value as an element with this name.
pub(super) fn document((name, typed): (&str, Typed<'_>), value: &Value) -> String {
    let mut text = String::new();
    write(&mut text, (name, typed), value);
    text
}

fn write(text: &mut String, (name, typed): (&str, Typed<'_>), value: &Value) {
    match (typed.shape, value) {
        (Shape::Structure(_), Value::Object(members)) => {
            open(text, (name, typed), Some(members));
            for (member, typed) in
                typed.members().filter(|(_, it)| it.is_in_body() && !it.member.xml_attribute)
            {
                if let Some(value) = members.get(member) {
                    write(text, (typed.wire_name(member), typed), value);
                }
            }
            close(text, name);
        }
        (Shape::List { member, .. }, Value::Array(items)) => {
            let is_flattened = typed.is_flattened();
            let element = if is_flattened { name } else { typed.to(member).wire_name("member") };
            if !is_flattened {
                open(text, (name, typed), None);
            }
            for item in items {
                write(text, (element, typed.to(member)), item);
            }
            if !is_flattened {
                close(text, name);
            }
        }
        _ => {
            open(text, (name, typed), None);
            text.push_str(&escape(text_of(typed, value, TimestampFormat::Iso8601)));
            close(text, name);
        }
    }
}

/// The start of an element, with its namespace and those members that are attributes.
fn open(text: &mut String, (name, typed): (&str, Typed<'_>), members: Option<&Map<String, Value>>) {
    text.push('<');
    text.push_str(name);
    if let Some(namespace) = &typed.member.namespace {
        let colon = typed.member.prefix.as_ref().map_or_else(String::new, |prefix| format!(":{prefix}"));
        text.extend([" xmlns", &colon, "=\"", &escape(namespace), "\""]);
    }
    for (name, member) in typed.members().filter(|(_, member)| member.member.xml_attribute) {
        if let Some(value) = members.and_then(|members| members.get(name)) {
            let value = text_of(member, value, TimestampFormat::Iso8601);
            text.extend([" ", member.wire_name(name), "=\"", &escape(value), "\""]);
        }
    }
    text.push('>');
}

fn close(text: &mut String, name: &str) {
    text.extend(["</", name, ">"]);
}

/// What an element says, as Step Functions gives it.
pub(super) fn read(typed: Typed<'_>, element: &Element) -> Value {
    match typed.shape {
        Shape::Structure(_) => Value::Object(members(typed, element)),
        Shape::List { member, .. } => {
            let items = element.all(typed.to(member).wire_name("member"));
            items.map(|item| read(typed.to(member), item)).collect()
        }
        Shape::Map { .. } => Value::Object(entries(typed, element.all("entry"))),
        shape => scalar(shape, &element.text),
    }
}

/// The members of a structure that an element has.
pub(super) fn members(typed: Typed<'_>, element: &Element) -> Map<String, Value> {
    let member = |(name, member): (&str, Typed<'_>)| {
        let value = member.is_in_body().then(|| read_member((name, member), element))??;
        Some((shown(name), value))
    };
    typed.members().filter_map(member).collect()
}

fn read_member((name, typed): (&str, Typed<'_>), element: &Element) -> Option<Value> {
    let wire_name = typed.wire_name(name);
    if typed.member.xml_attribute {
        return Some(scalar(typed.shape, element.attribute(wire_name)?));
    }
    if !typed.is_flattened() {
        return element.child(wire_name).map(|child| read(typed, child));
    }
    if let Shape::List { member, .. } = typed.shape {
        let found = element.all(member.location_name.as_deref().unwrap_or(wire_name));
        let items: Vec<Value> = found.map(|item| read(typed.to(member), item)).collect();
        return (!items.is_empty()).then_some(Value::Array(items));
    }
    let found = entries(typed, element.all(wire_name));
    (!found.is_empty()).then_some(Value::Object(found))
}

fn entries<'e>(typed: Typed<'_>, found: impl Iterator<Item = &'e Element>) -> Map<String, Value> {
    let Shape::Map { key, value, .. } = typed.shape else { return Map::new() };
    let (key, value) = (typed.to(key), typed.to(value));
    let entry = |entry: &Element| {
        let name = entry.child(key.wire_name("key"))?.text.clone();
        Some((name, read(value, entry.child(value.wire_name("value"))?)))
    };
    found.filter_map(entry).collect()
}

/// The text of an element, a header or an attribute as a value of a type; text where it is none of that type.
pub(super) fn scalar(shape: &Shape, text: &str) -> Value {
    let value = match shape {
        Shape::Boolean => text.parse().ok().map(Value::Bool),
        Shape::Integer | Shape::Long => text.parse::<i64>().ok().map(Value::from),
        Shape::Float | Shape::Double => text.parse::<f64>().ok().map(Value::from),
        Shape::Timestamp { .. } => moment::from_text(text).map(|moment| moment::shown(moment).into()),
        Shape::Blob { .. } => Some(unpacked(text.to_owned()).into()),
        _ => None,
    };
    value.unwrap_or_else(|| text.into())
}

/// A body of any bytes as text where it is UTF-8; else in base64.
pub(super) fn body_text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| STANDARD.encode(bytes))
}
