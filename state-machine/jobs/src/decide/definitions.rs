use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::Refusal;
use super::container::container;
use super::request::{read, required, resource_name};
use super::retry::{RetryRequest, TimeoutRequest};
use super::tags::{Tags, checked_tags};
use crate::model::{Book, Event, JobDefinition, Platform, What};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RegisterRequest {
    job_definition_name: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    tags: Option<Tags>,
}

/// What a definition says where a submission does not.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Defaults {
    pub(crate) parameters: Option<BTreeMap<String, String>>,
    pub(crate) retry_strategy: Option<RetryRequest>,
    pub(crate) timeout: Option<TimeoutRequest>,
}

/// `RegisterJobDefinition`: the next revision, with the events that make it.
///
/// # Errors
/// When the request breaks a rule, or asks for a multi-node parallel job.
pub(crate) fn register(
    book: &Book,
    request: &Value,
    at: i64,
) -> Result<(JobDefinition, Vec<Event>), Refusal> {
    let fields: RegisterRequest = read(request)?;
    let name = resource_name(fields.job_definition_name, "jobDefinitionName")?;
    match required(fields.kind, "type")?.as_str() {
        "container" => {}
        "multinode" => return Err(Refusal::plain("type multinode is not here, container is")),
        other => return Err(Refusal::executing(format!("type {other:?} should be container or multinode"))),
    }
    let (platform, properties) = properties(request)?;
    container(platform, properties)?;
    let defaults: Defaults = read(request)?;
    defaults.retry_strategy.map(RetryRequest::strategy).transpose()?;
    defaults.timeout.map(TimeoutRequest::seconds).transpose()?;
    let tags = checked_tags(fields.tags.unwrap_or_default())?;
    let mut request = request.clone();
    if let Some(members) = request.as_object_mut() {
        members.remove("tags");
    }
    let revision = book.next_revision(&name);
    let definition = JobDefinition { name, revision, is_active: true, request };
    let mut events = vec![Event::new(at, What::DefinitionRegistered(definition.clone()))];
    if !tags.is_empty() {
        let arn = book.arns.definition(&definition.name, revision);
        events.push(Event::new(at, What::Tagged { arn, tags }));
    }
    Ok((definition, events))
}

/// Registers a definition where its newest active revision is not this one already.
///
/// # Errors
/// As [`register`].
pub(crate) fn declare(book: &Book, request: &Value, at: i64) -> Result<(String, Vec<Event>), Refusal> {
    let (definition, events) = register(book, request, at)?;
    match book.definition(&definition.name).filter(|newest| newest.request == definition.request) {
        Some(newest) => Ok((book.arns.definition(&newest.name, newest.revision), Vec::new())),
        None => Ok((book.arns.definition(&definition.name, definition.revision), events)),
    }
}

/// `DeregisterJobDefinition`; nothing where the revision is not active.
///
/// # Errors
/// When there is no such revision.
pub(crate) fn deregister(book: &Book, text: Option<String>, at: i64) -> Result<Vec<Event>, Refusal> {
    let text = required(text, "jobDefinition")?;
    let has_revision = book.arns.name("job-definition", &text).contains(':');
    let found = book.definition(&text).filter(|_| has_revision);
    let definition = found.ok_or_else(|| {
        Refusal::plain(format!(
            "JobDefinition {text} does not exist, name:revision or the ARN of a revision is needed"
        ))
    })?;
    let (name, revision) = (definition.name.clone(), definition.revision);
    let gone = Event::new(at, What::DefinitionDeregistered { name, revision });
    Ok(definition.is_active.then_some(gone).into_iter().collect())
}

/// The one kind of properties that a definition has.
///
/// # Errors
/// When there is none, or several.
pub(crate) fn properties(request: &Value) -> Result<(Platform, &Value), Refusal> {
    if request.get("nodeProperties").is_some_and(|value| !value.is_null()) {
        return Err(Refusal::plain("nodeProperties are not here, containerProperties are"));
    }
    let kinds = [Platform::Container, Platform::Ecs, Platform::Eks];
    let given = |kind: Platform| Some((kind, request.get(kind.member()).filter(|value| !value.is_null())?));
    let mut found = kinds.into_iter().filter_map(given);
    match (found.next(), found.next()) {
        (Some(found), None) => Ok(found),
        (None, _) => Err(Refusal::executing("Container properties should not be empty")),
        (Some(one), Some(other)) => Err(Refusal::executing(format!(
            "only one of {} and {} should be given",
            one.0.member(),
            other.0.member()
        ))),
    }
}
