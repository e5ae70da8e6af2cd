use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::container::container;
use super::dependencies::{DependencyRequest, dependencies};
use super::overrides::overridden;
use super::parameters::substituted;
use super::request::{read, required};
use super::retry::{RetryRequest, TimeoutRequest};
use super::tags::{Tags, checked_tags};
use super::{Refusal, definitions};
use crate::model::{Book, Event, JobDefinition, JobId, JobKey, JobQueue, JobSpec, Platform, Switch, What};

/// Members of `SubmitJob` that matter here; overrides are put into the definition as JSON.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SubmitRequest {
    job_name: Option<String>,
    job_queue: Option<String>,
    job_definition: Option<String>,
    array_properties: Option<ArrayRequest>,
    depends_on: Option<Vec<DependencyRequest>>,
    parameters: Option<BTreeMap<String, String>>,
    retry_strategy: Option<RetryRequest>,
    timeout: Option<TimeoutRequest>,
    tags: Option<Tags>,
}

#[derive(Debug, Deserialize)]
struct ArrayRequest {
    size: Option<i64>,
}

/// Children that an array may have.
const ARRAY_SIZES: std::ops::RangeInclusive<i64> = 2..=10_000;

/// Members of a request that ask for what is not here.
const ABSENT: [&str; 4] = [
    "nodeOverrides",
    "shareIdentifier",
    "schedulingPriorityOverride",
    "consumableResourcePropertiesOverride",
];

/// What a job is shown with as it was given.
const SHOWN: [&str; 3] = ["propagateTags", "schedulingPriority", "platformCapabilities"];

/// `SubmitJob`: the job, with the events that make it; none where its token was used before.
///
/// # Errors
/// When the request breaks a rule.
pub(crate) fn submit(
    book: &Book,
    request: &Value,
    client_token: Option<&str>,
    at: i64,
) -> Result<(JobId, Vec<Event>), Refusal> {
    if let Some(job) = client_token.and_then(|token| book.job_of_token(token)) {
        return Ok((job.spec.id.clone(), Vec::new()));
    }
    let fields: SubmitRequest = read(request)?;
    if let Some(name) = ABSENT.iter().find(|name| request.get(**name).is_some_and(|value| !value.is_null())) {
        return Err(Refusal::plain(format!(
            "{name} is not here: the embedded Batch runs single and array jobs"
        )));
    }
    let name = job_name(fields.job_name)?;
    let queue = queue(book, fields.job_queue)?;
    let definition = active_definition(book, fields.job_definition)?;
    let (platform, properties) = definitions::properties(&definition.request)?;
    let array_size = fields.array_properties.as_ref().map(size).transpose()?.flatten();
    let parameters = parameters(definition, fields.parameters)?;
    let mut container = container(platform, &overridden(platform, properties, request)?)?;
    container.command = substituted(container.command, &parameters);
    with_command(&mut container.properties, platform, &container.command);
    let defaults: definitions::Defaults = read(&definition.request)?;
    let retry = fields.retry_strategy.or(defaults.retry_strategy).map(RetryRequest::strategy).transpose()?;
    let timeout = fields.timeout.or(defaults.timeout).map(TimeoutRequest::seconds).transpose()?;
    let tags = checked_tags(fields.tags.unwrap_or_default())?;
    let id = book.next_job_id();
    let spec = JobSpec {
        id: id.clone(),
        serial: book.submitted_jobs(),
        name,
        queue: queue.name.clone(),
        definition: book.arns.definition(&definition.name, definition.revision),
        created_at: at,
        client_token: client_token.map(str::to_owned),
        array_size,
        depends_on: dependencies(book, &fields.depends_on.unwrap_or_default(), array_size)?,
        container,
        retry: retry.unwrap_or_default(),
        timeout_seconds: timeout.flatten(),
        parameters,
        shown: shown(&definition.request, request),
    };
    let mut events = vec![Event::new(at, What::Submitted(Box::new(spec)))];
    if !tags.is_empty() {
        let arn = book.arns.job(&JobKey::whole(id.clone()));
        events.push(Event::new(at, What::Tagged { arn, tags }));
    }
    Ok((id, events))
}

/// Up to 128 letters, digits, hyphens and underscores, a letter or digit first.
fn job_name(name: Option<String>) -> Result<String, Refusal> {
    let name = required(name, "jobName")?;
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let begins_well = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if begins_well && name.len() <= 128 && name.chars().all(is_allowed) {
        return Ok(name);
    }
    Err(Refusal::executing("Job name should match valid pattern"))
}

fn queue(book: &Book, text: Option<String>) -> Result<&JobQueue, Refusal> {
    let text = required(text, "jobQueue")?;
    let queue = book.queue(&text).ok_or_else(|| Refusal::plain(format!("JobQueue {text} not found.")))?;
    match queue.state {
        Switch::Enabled => Ok(queue),
        Switch::Disabled => Err(Refusal::plain(format!("JobQueue {text} is DISABLED, it takes no jobs."))),
    }
}

fn active_definition(book: &Book, text: Option<String>) -> Result<&JobDefinition, Refusal> {
    let text = required(text, "jobDefinition")?;
    book.definition(&text).filter(|definition| definition.is_active).ok_or_else(|| {
        Refusal::plain(format!("JobDefinition name {text} does not exist or is not in ACTIVE status"))
    })
}

fn size(request: &ArrayRequest) -> Result<Option<u32>, Refusal> {
    let Some(size) = request.size else { return Ok(None) };
    let allowed = u32::try_from(size).ok().filter(|_| ARRAY_SIZES.contains(&size));
    allowed.map(Some).ok_or_else(|| {
        Refusal::executing(format!(
            "Array size {size} should be between {} and {}",
            ARRAY_SIZES.start(),
            ARRAY_SIZES.end()
        ))
    })
}

fn parameters(
    definition: &JobDefinition,
    given: Option<BTreeMap<String, String>>,
) -> Result<BTreeMap<String, String>, Refusal> {
    let defaults: definitions::Defaults = read(&definition.request)?;
    let mut parameters = defaults.parameters.unwrap_or_default();
    parameters.extend(given.unwrap_or_default());
    Ok(parameters)
}

/// Shows the command that is run, where the platform has one command and not a command and arguments.
fn with_command(properties: &mut Value, platform: Platform, command: &[String]) {
    let container = match platform {
        Platform::Container => Some(properties),
        Platform::Ecs => properties.pointer_mut("/taskProperties/0/containers/0"),
        Platform::Eks => None,
    };
    if let Some(members) = container.and_then(Value::as_object_mut) {
        members.insert("command".into(), command.into());
    }
}

fn shown(definition: &Value, request: &Value) -> Value {
    let value =
        |name: &str| request.get(name).or_else(|| definition.get(name)).filter(|value| !value.is_null());
    let members = SHOWN.iter().filter_map(|name| Some(((*name).to_owned(), value(name)?.clone())));
    Value::Object(members.collect::<Map<_, _>>())
}
