use serde::Deserialize;
use serde_json::Value;

use super::request::{read, required, resource_name};
use super::tags::{Tags, checked_tags};
use super::{Refusal, stopping};
use crate::model::{Book, EnvironmentOrder, Event, JobKey, JobQueue, Switch, What};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct QueueRequest {
    job_queue_name: Option<String>,
    job_queue: Option<String>,
    state: Option<Switch>,
    priority: Option<i64>,
    compute_environment_order: Option<Vec<OrderRequest>>,
    scheduling_policy_arn: Option<String>,
    tags: Option<Tags>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct OrderRequest {
    order: Option<i64>,
    compute_environment: Option<String>,
}

/// Why jobs end when their queue is deleted.
const QUEUE_DELETED: &str = "The job queue was deleted.";

/// `CreateJobQueue`.
///
/// # Errors
/// When the request breaks a rule, or the queue is there.
pub(crate) fn create(book: &Book, request: &Value, at: i64) -> Result<(String, Vec<Event>), Refusal> {
    let fields: QueueRequest = read(request)?;
    let name = resource_name(fields.job_queue_name.clone(), "jobQueueName")?;
    if book.queue(&name).is_some() {
        return Err(Refusal::plain(format!("Object already exists: job queue {name}")));
    }
    let priority = checked_priority(required(fields.priority, "priority")?)?;
    let environments = required(fields.compute_environment_order, "computeEnvironmentOrder")?;
    let environments = environment_order(book, environments)?;
    no_policy(fields.scheduling_policy_arn.as_deref())?;
    let tags = checked_tags(fields.tags.unwrap_or_default())?;
    let state = fields.state.unwrap_or_default();
    let arn = book.arns.queue(&name);
    let queue = JobQueue { name: name.clone(), state, priority, environments };
    let mut events = vec![Event::new(at, What::QueuePut(queue))];
    if !tags.is_empty() {
        events.push(Event::new(at, What::Tagged { arn, tags }));
    }
    Ok((name, events))
}

/// `UpdateJobQueue`.
///
/// # Errors
/// When the request breaks a rule, or there is no such queue.
pub(crate) fn update(book: &Book, request: &Value, at: i64) -> Result<(String, Vec<Event>), Refusal> {
    let fields: QueueRequest = read(request)?;
    let mut queue = found(book, fields.job_queue)?.clone();
    no_policy(fields.scheduling_policy_arn.as_deref())?;
    if let Some(priority) = fields.priority {
        queue.priority = checked_priority(priority)?;
    }
    if let Some(order) = fields.compute_environment_order {
        queue.environments = environment_order(book, order)?;
    }
    queue.state = fields.state.unwrap_or(queue.state);
    let name = queue.name.clone();
    Ok((name, vec![Event::new(at, What::QueuePut(queue))]))
}

/// `DeleteJobQueue`: its jobs are terminated.
///
/// # Errors
/// When it takes jobs; nothing where there is no such queue.
pub(crate) fn delete(book: &Book, request: &Value, at: i64) -> Result<Vec<Event>, Refusal> {
    let fields: QueueRequest = read(request)?;
    let text = required(fields.job_queue, "jobQueue")?;
    let Some(queue) = book.queue(&text) else { return Ok(Vec::new()) };
    if queue.state == Switch::Enabled {
        return Err(Refusal::executing(format!(
            "Cannot delete, job queue {} is ENABLED; disable it with UpdateJobQueue first",
            queue.name
        )));
    }
    let jobs = book.open().filter(|job| job.spec.queue == queue.name);
    let keys = jobs.map(|job| JobKey::whole(job.spec.id.clone()));
    let mut events: Vec<Event> =
        keys.flat_map(|key| stopping::terminated(book, &key, QUEUE_DELETED, at)).collect();
    events.push(Event::new(at, What::QueueDeleted(queue.name.clone())));
    Ok(events)
}

/// A queue by name or ARN.
pub(crate) fn found(book: &Book, text: Option<String>) -> Result<&JobQueue, Refusal> {
    let text = required(text, "jobQueue")?;
    book.queue(&text).ok_or_else(|| Refusal::plain(format!("JobQueue {text} not found.")))
}

fn checked_priority(priority: i64) -> Result<i64, Refusal> {
    if (0..=1_000).contains(&priority) {
        return Ok(priority);
    }
    Err(Refusal::executing(format!("priority {priority} should be between 0 and 1000")))
}

fn no_policy(arn: Option<&str>) -> Result<(), Refusal> {
    match arn {
        None => Ok(()),
        Some(_) => Err(Refusal::plain("schedulingPolicyArn is not here: queues are first in, first out")),
    }
}

/// Most compute environments of a queue.
const ENVIRONMENT_LIMIT: usize = 3;

fn environment_order(book: &Book, requests: Vec<OrderRequest>) -> Result<Vec<EnvironmentOrder>, Refusal> {
    if !(1..=ENVIRONMENT_LIMIT).contains(&requests.len()) {
        return Err(Refusal::executing(format!(
            "computeEnvironmentOrder has {} compute environments, 1 to {ENVIRONMENT_LIMIT} are allowed",
            requests.len()
        )));
    }
    let one = |request: OrderRequest| {
        let text = required(request.compute_environment, "computeEnvironment")?;
        let environment = book.environment(&text);
        let environment =
            environment.ok_or_else(|| Refusal::plain(format!("computeEnvironment {text} not found.")))?;
        Ok(EnvironmentOrder { order: required(request.order, "order")?, name: environment.name.clone() })
    };
    let mut order = requests.into_iter().map(one).collect::<Result<Vec<_>, Refusal>>()?;
    order.sort_by_key(|environment| environment.order);
    Ok(order)
}
