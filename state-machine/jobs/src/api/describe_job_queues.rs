use serde::Deserialize;
use serde_json::{Value, json};

use super::page::Page;
use crate::decide::request::read;
use crate::decide::{Refusal, queues};
use crate::model::{Book, JobQueue};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    job_queues: Option<Vec<String>>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

/// Most items of a page.
const LIMIT: usize = 100;

/// `DescribeJobQueues`, by name.
pub(super) fn describe_job_queues(book: &Book, request: &Value) -> Result<Value, Refusal> {
    let request: Request = read(request)?;
    let list = format!("DescribeJobQueues {:?}", request.job_queues);
    let page = Page::of(&list, (request.max_results, LIMIT), request.next_token.as_deref())?;
    let names = |queue: &JobQueue, texts: &Vec<String>| {
        texts.iter().any(|text| book.arns.name("job-queue", text) == queue.name)
    };
    let wanted =
        book.queues().filter(|queue| request.job_queues.as_ref().is_none_or(|texts| names(queue, texts)));
    let (queues, next) = page.cut(wanted.map(|queue| (queue.name.clone(), shown(book, queue))));
    let mut reply = json!({ "jobQueues": queues });
    if let Some(next) = next {
        reply["nextToken"] = next.into();
    }
    Ok(reply)
}

fn shown(book: &Book, queue: &JobQueue) -> Value {
    let arn = book.arns.queue(&queue.name);
    let order: Vec<Value> = queue
        .environments
        .iter()
        .map(|it| json!({"order": it.order, "computeEnvironment": book.arns.environment(&it.name)}))
        .collect();
    json!({
        "jobQueueName": queue.name,
        "jobQueueArn": arn,
        "state": queue.state.name(),
        "status": "VALID",
        "statusReason": "JobQueue Healthy",
        "priority": queue.priority,
        "computeEnvironmentOrder": order,
        "serviceEnvironmentOrder": [],
        "jobQueueType": "ECS",
        "tags": book.tags(&arn).cloned().unwrap_or_default(),
        "jobStateTimeLimitActions": [],
    })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SnapshotRequest {
    job_queue: Option<String>,
}

/// `GetJobQueueSnapshot`: the first hundred that wait for vCPUs.
pub(super) fn get_job_queue_snapshot(book: &Book, request: &Value) -> Result<Value, Refusal> {
    let request: SnapshotRequest = read(request)?;
    let queue = queues::found(book, request.job_queue)?;
    let first = book.runnable(&queue.name).take(LIMIT).map(
        |(job, key)| json!({"jobArn": book.arns.job(&key), "earliestTimeAtPosition": job.spec.created_at}),
    );
    let jobs: Vec<Value> = first.collect();
    Ok(json!({"frontOfQueue": {"jobs": jobs}}))
}
