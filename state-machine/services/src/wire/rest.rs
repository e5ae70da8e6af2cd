//! Requests of the REST protocols: members in the path, the query and the headers, the others in the body.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::utf8_percent_encode;
use serde_json::Value;

use super::json::{self, text_of};
use super::xml;
use super::{ApiRequest, ENCODED};
use crate::arguments::{Fault, shown};
use crate::model::{Location, Model, Operation, Protocol, Shape, TimestampFormat, Typed};

pub(super) fn request(model: &Model, operation: &Operation, value: &Value) -> Result<ApiRequest, Fault> {
    let (path, constants) = operation.uri.split_once('?').unwrap_or((&operation.uri, ""));
    let mut request = ApiRequest {
        method: operation.method.clone(),
        path: String::new(),
        query: constants.split('&').filter(|pair| !pair.is_empty()).map(pair).collect(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    let Some(input) = operation.input.as_ref().map(|input| model.typed(input)) else {
        return Ok(ApiRequest { path: path.to_owned(), ..request });
    };
    request.path = filled(path, input, value)?;
    for (name, member) in input.members() {
        if let Some(value) = value.get(name) {
            add_outside(&mut request, (name, member), value)?;
        }
    }
    add_body(&mut request, input, value);
    Ok(request)
}

fn pair(pair: &str) -> (String, String) {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    (name.to_owned(), value.to_owned())
}

/// A path with its members filled in; a member may not be empty, or the path would be another operation's.
fn filled(path: &str, input: Typed<'_>, value: &Value) -> Result<String, Fault> {
    let mut filled = path.to_owned();
    for (name, member) in input.members().filter(|(_, member)| member.is_in(Location::Uri)) {
        let text = value.get(name).map(|value| text_of(member, value, TimestampFormat::Iso8601));
        let text = text.filter(|text| !text.is_empty()).ok_or_else(|| Fault::InvalidFormat(shown(name)))?;
        let encoded = utf8_percent_encode(&text, ENCODED).to_string();
        let wire_name = member.wire_name(name);
        filled = filled
            .replace(&format!("{{{wire_name}}}"), &encoded)
            .replace(&format!("{{{wire_name}+}}"), &encoded.replace("%2F", "/"));
    }
    Ok(filled)
}

/// Adds a member that goes into the query or the headers.
fn add_outside(
    request: &mut ApiRequest,
    (name, member): (&str, Typed<'_>),
    value: &Value,
) -> Result<(), Fault> {
    let wire_name = member.wire_name(name).to_owned();
    match member.member.location {
        Some(Location::Query) => request.query.extend(query(member, &wire_name, value)),
        Some(Location::Header) => {
            for text in list_or_one(member, value, TimestampFormat::Rfc822) {
                request.headers.push((wire_name.clone(), header_value(name, text)?));
            }
        }
        Some(Location::Headers) => {
            for (key, value) in value.as_object().into_iter().flatten() {
                let text = text_of(member, value, TimestampFormat::Rfc822);
                let header = format!("{wire_name}{key}").to_lowercase();
                http::HeaderName::try_from(&header).map_err(|_| Fault::InvalidFormat(shown(name)))?;
                request.headers.push((header, header_value(name, text)?));
            }
        }
        Some(Location::Uri | Location::StatusCode) | None => {}
    }
    Ok(())
}

fn query(member: Typed<'_>, wire_name: &str, value: &Value) -> Vec<(String, String)> {
    if let (Shape::Map { value: element, .. }, Value::Object(entries)) = (member.shape, value) {
        return entries.iter().flat_map(|(key, value)| query(member.to(element), key, value)).collect();
    }
    let texts = list_or_one(member, value, TimestampFormat::Iso8601);
    texts.into_iter().map(|text| (wire_name.to_owned(), text)).collect()
}

fn list_or_one(member: Typed<'_>, value: &Value, moments: TimestampFormat) -> Vec<String> {
    match (member.shape, value) {
        (Shape::List { member: element, .. }, Value::Array(items)) => {
            items.iter().map(|item| text_of(member.to(element), item, moments)).collect()
        }
        _ => vec![text_of(member, value, moments)],
    }
}

/// A text that may stand in a header: a line of ASCII.
fn header_value(name: &str, text: String) -> Result<String, Fault> {
    let is_line = http::HeaderValue::from_str(&text).is_ok();
    if is_line { Ok(text) } else { Err(Fault::InvalidFormat(shown(name))) }
}

fn add_body(request: &mut ApiRequest, input: Typed<'_>, value: &Value) {
    let (body, content_type) = match input.payload() {
        Some((name, payload)) => match value.get(name) {
            Some(value) => payload_body((name, payload), value),
            None => return,
        },
        None if !input.members().any(|(_, member)| member.is_in_body()) => return,
        None => structure_body((&input.member.shape, input), value),
    };
    request.body = body;
    if !request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        request.headers.push(("content-type".to_owned(), content_type.to_owned()));
    }
}

fn payload_body((name, payload): (&str, Typed<'_>), value: &Value) -> (Vec<u8>, &'static str) {
    match (payload.shape, value) {
        (Shape::Structure(_), _) => structure_body((name, payload), value),
        // What was prepared as a blob is base64.
        (Shape::Blob { .. }, Value::String(text)) => {
            (STANDARD.decode(text).unwrap_or_default(), "application/octet-stream")
        }
        _ => (text_of(payload, value, TimestampFormat::Iso8601).into_bytes(), "text/plain"),
    }
}

fn structure_body((name, typed): (&str, Typed<'_>), value: &Value) -> (Vec<u8>, &'static str) {
    if typed.model.protocol == Protocol::RestXml {
        (xml::document((typed.wire_name(name), typed), value).into_bytes(), "application/xml")
    } else {
        (json::written(typed, value).to_string().into_bytes(), "application/json")
    }
}
