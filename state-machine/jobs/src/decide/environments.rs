use serde::Deserialize;
use serde_json::{Map, Value};

use super::Refusal;
use super::request::{read, required, resource_name};
use super::tags::{Tags, checked_tags};
use crate::model::{Book, ComputeEnvironment, Event, Switch, What};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct EnvironmentRequest {
    compute_environment_name: Option<String>,
    compute_environment: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    state: Option<Switch>,
    tags: Option<Tags>,
}

/// Members that are kept as they are given.
const SHOWN: [&str; 6] =
    ["computeResources", "serviceRole", "eksConfiguration", "unmanagedvCpus", "updatePolicy", "context"];

/// `CreateComputeEnvironment`: another name for this machine.
///
/// # Errors
/// When the request breaks a rule, or the environment is there.
pub(crate) fn create(book: &Book, request: &Value, at: i64) -> Result<(String, Vec<Event>), Refusal> {
    let fields: EnvironmentRequest = read(request)?;
    let name = resource_name(fields.compute_environment_name, "computeEnvironmentName")?;
    if book.environment(&name).is_some() {
        return Err(Refusal::plain(format!("Object already exists: compute environment {name}")));
    }
    let kind = required(fields.kind, "type")?;
    if !["MANAGED", "UNMANAGED"].contains(&kind.to_ascii_uppercase().as_str()) {
        return Err(Refusal::executing(format!("type {kind:?} should be MANAGED or UNMANAGED")));
    }
    let tags = checked_tags(fields.tags.unwrap_or_default())?;
    let state = fields.state.unwrap_or_default();
    let environment = ComputeEnvironment {
        name: name.clone(),
        state,
        kind: kind.to_ascii_uppercase(),
        shown: shown(&Value::Null, request),
    };
    let arn = book.arns.environment(&name);
    let mut events = vec![Event::new(at, What::EnvironmentPut(environment))];
    if !tags.is_empty() {
        events.push(Event::new(at, What::Tagged { arn, tags }));
    }
    Ok((name, events))
}

/// `UpdateComputeEnvironment`.
///
/// # Errors
/// When the request breaks a rule, or there is no such environment.
pub(crate) fn update(book: &Book, request: &Value, at: i64) -> Result<(String, Vec<Event>), Refusal> {
    let fields: EnvironmentRequest = read(request)?;
    let mut environment = found(book, fields.compute_environment)?.clone();
    environment.state = fields.state.unwrap_or(environment.state);
    environment.shown = shown(&environment.shown, request);
    let name = environment.name.clone();
    Ok((name, vec![Event::new(at, What::EnvironmentPut(environment))]))
}

/// `DeleteComputeEnvironment`; nothing where there is none.
///
/// # Errors
/// When it takes part, or a queue has it.
pub(crate) fn delete(book: &Book, request: &Value, at: i64) -> Result<Vec<Event>, Refusal> {
    let fields: EnvironmentRequest = read(request)?;
    let text = required(fields.compute_environment, "computeEnvironment")?;
    let Some(environment) = book.environment(&text) else { return Ok(Vec::new()) };
    let name = &environment.name;
    if environment.state == Switch::Enabled {
        return Err(Refusal::executing(format!(
            "Cannot delete, compute environment {name} is ENABLED; disable it with UpdateComputeEnvironment first"
        )));
    }
    let is_of = |order: &[crate::model::EnvironmentOrder]| order.iter().any(|order| order.name == *name);
    if let Some(queue) = book.queues().find(|queue| is_of(&queue.environments)) {
        return Err(Refusal::executing(format!(
            "Cannot delete, found existing JobQueue relationship: {} has compute environment {name}",
            queue.name
        )));
    }
    Ok(vec![Event::new(at, What::EnvironmentDeleted(name.clone()))])
}

fn found(book: &Book, text: Option<String>) -> Result<&ComputeEnvironment, Refusal> {
    let text = required(text, "computeEnvironment")?;
    book.environment(&text).ok_or_else(|| Refusal::plain(format!("computeEnvironment {text} not found.")))
}

fn shown(before: &Value, request: &Value) -> Value {
    let value = |name: &str| request.get(name).filter(|value| !value.is_null()).or_else(|| before.get(name));
    let members = SHOWN.iter().filter_map(|name| Some(((*name).to_owned(), value(name)?.clone())));
    Value::Object(members.collect::<Map<_, _>>())
}
