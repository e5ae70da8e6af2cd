use serde_json::{Map, Value};

use super::tree::Element;
use super::{ServiceError, json, xml};
use crate::arguments::shown;
use crate::model::{Location, Model, Operation, Protocol, Shape, Typed};

/// A reply, read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiReply {
    pub(crate) status: u16,
    /// Headers as they came, each with its name in small letters.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl ApiReply {
    /// The first header with this name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }
}

/// The result of an operation as Step Functions gives it, without what it tells of the call itself.
///
/// # Errors
/// What the service says where it refused the call.
pub(crate) fn result(
    model: &Model,
    operation: &Operation,
    reply: &ApiReply,
) -> Result<Value, Box<ServiceError>> {
    if !(200..300).contains(&reply.status) || is_error_in_a_200(model, operation, reply) {
        return Err(Box::new(ServiceError::of(model, reply)));
    }
    let Some(output) = operation.output.as_ref().map(|output| model.typed(output)) else {
        return Ok(Value::Object(Map::new()));
    };
    let mut members = outside(output, reply);
    match output.payload() {
        Some((name, payload)) => members.extend(payload_of(payload, reply).map(|it| (shown(name), it))),
        None => members.extend(body_of((output, operation), reply)),
    }
    // By name, as AWS shows them.
    members.sort_keys();
    Ok(Value::Object(members))
}

/// A copy in S3 may fail after its 200 was sent; then the body says so.
fn is_error_in_a_200(model: &Model, operation: &Operation, reply: &ApiReply) -> bool {
    let has_stream = || {
        let output = operation.output.as_ref().map(|output| model.typed(output));
        output
            .and_then(Typed::payload)
            .is_some_and(|(_, payload)| !matches!(payload.shape, Shape::Structure(_)))
    };
    model.protocol == Protocol::RestXml
        && !has_stream()
        && std::str::from_utf8(&reply.body)
            .ok()
            .and_then(Element::parse)
            .is_some_and(|root| root.name == "Error")
}

/// The members that are the status or in headers.
fn outside(output: Typed<'_>, reply: &ApiReply) -> Map<String, Value> {
    let member = |(name, member): (&str, Typed<'_>)| {
        let wire_name = member.wire_name(name).to_lowercase();
        let value = match member.member.location? {
            Location::StatusCode => Value::from(reply.status),
            Location::Header => header(member.shape, reply.header(&wire_name)?),
            Location::Headers => Value::Object(prefixed(&wire_name, reply)),
            Location::Uri | Location::Query => return None,
        };
        Some((shown(name), value))
    };
    output.members().filter_map(member).collect()
}

fn header(shape: &Shape, text: &str) -> Value {
    match shape {
        Shape::List { .. } => text.split(',').map(|item| Value::from(item.trim())).collect(),
        shape => xml::scalar(shape, text),
    }
}

fn prefixed(prefix: &str, reply: &ApiReply) -> Map<String, Value> {
    let with_prefix = |(name, value): &(String, String)| {
        Some((name.strip_prefix(prefix)?.to_owned(), Value::from(value.as_str())))
    };
    reply.headers.iter().filter_map(with_prefix).collect()
}

/// The member that is the whole body; none where there is no body.
fn payload_of(payload: Typed<'_>, reply: &ApiReply) -> Option<Value> {
    if !matches!(payload.shape, Shape::Structure(_) | Shape::List { .. }) {
        let is_there = matches!(payload.shape, Shape::Blob { .. }) || !reply.body.is_empty();
        return is_there.then(|| xml::body_text(&reply.body).into());
    }
    match payload.model.protocol {
        Protocol::Json | Protocol::RestJson => {
            Some(json::read(payload, serde_json::from_slice(&reply.body).ok()?))
        }
        Protocol::Query | Protocol::RestXml => {
            let root = Element::parse(std::str::from_utf8(&reply.body).ok()?)?;
            Some(xml::read(payload, &root))
        }
    }
}

/// The members that the body holds.
fn body_of((output, operation): (Typed<'_>, &Operation), reply: &ApiReply) -> Map<String, Value> {
    match output.model.protocol {
        Protocol::Json | Protocol::RestJson => {
            let body = serde_json::from_slice(&reply.body).unwrap_or_default();
            match json::read(output, body) {
                Value::Object(members) => members,
                _ => Map::new(),
            }
        }
        Protocol::Query | Protocol::RestXml => {
            let root = std::str::from_utf8(&reply.body).ok().and_then(Element::parse);
            let inside = |root: Element| match &operation.wrapper {
                Some(wrapper) => root.child(wrapper).cloned().unwrap_or_default(),
                None => root,
            };
            root.map(inside).map_or_else(Map::new, |root| xml_members(output, &root))
        }
    }
}

/// The members of a root; a root that is itself the only member is that one, as in S3's `GetBucketLocation`.
fn xml_members(output: Typed<'_>, root: &Element) -> Map<String, Value> {
    let is_the_root = |(name, member): &(&str, Typed<'_>)| {
        member.is_in_body() && member.wire_name(name) == root.name && root.children.is_empty()
    };
    match output.members().find(is_the_root) {
        Some((name, member)) => Map::from_iter([(shown(name), xml::read(member, root))]),
        None => xml::members(output, root),
    }
}
