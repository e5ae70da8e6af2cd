use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::job_detail::{array_times, summary, times};
use super::job_filter::{FilterRequest, JobFilter};
use super::page::Page;
use crate::decide::request::read;
use crate::decide::{Refusal, queues};
use crate::model::{Book, Job, JobId, JobKey, JobKind, JobStatus, SingleJob};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    job_queue: Option<String>,
    array_job_id: Option<String>,
    multi_node_job_id: Option<String>,
    job_status: Option<JobStatus>,
    max_results: Option<i64>,
    next_token: Option<String>,
    filters: Option<Vec<FilterRequest>>,
}

/// Most items of a page: with a status or none, and with a filter.
const LIMIT: usize = 1_000;
const FILTERED_LIMIT: usize = 100;

/// `ListJobs`, of a queue the newest first, of an array by index. Without a status, those that run.
pub(super) fn list_jobs(book: &Book, request: &Value) -> Result<Value, Refusal> {
    let request: Request = read(request)?;
    let (jobs, next) = match (&request.job_queue, &request.array_job_id, &request.multi_node_job_id) {
        (Some(_), None, None) => of_queue(book, &request)?,
        (None, Some(array), None) => of_array(book, array, &request)?,
        (None, None, Some(_)) => return Err(Refusal::plain("multi-node parallel jobs are not here")),
        _ => {
            return Err(Refusal::executing(
                "one of jobQueue, arrayJobId and multiNodeJobId should be given, and only one",
            ));
        }
    };
    let mut reply = json!({ "jobSummaryList": jobs });
    if let Some(next) = next {
        reply["nextToken"] = next.into();
    }
    Ok(reply)
}

type Listed = (Vec<Value>, Option<String>);

fn of_queue(book: &Book, request: &Request) -> Result<Listed, Refusal> {
    let name = &queues::found(book, request.job_queue.clone())?.name;
    let filter = JobFilter::of(request.filters.as_deref().unwrap_or_default())?;
    let limit = if filter.is_some() { FILTERED_LIMIT } else { LIMIT };
    let status = request.job_status.unwrap_or(JobStatus::Running);
    let is_wanted = |job: &&Job| match &filter {
        Some(filter) => filter.takes(book, job),
        None => job.status() == status,
    };
    let list = format!("ListJobs {name} {status} {:?}", request.filters);
    let page = Page::of(&list, (request.max_results, limit), request.next_token.as_deref())?;
    let jobs = book.newest_first().filter(|job| job.spec.queue == *name).filter(is_wanted);
    Ok(page.cut(jobs.map(|job| (format!("{:020}", u64::MAX - job.spec.serial), of_job(book, job)))))
}

fn of_array(book: &Book, id: &str, request: &Request) -> Result<Listed, Refusal> {
    let id = JobId::from(book.arns.name("job", id));
    let status = request.job_status.unwrap_or(JobStatus::Running);
    let list = format!("ListJobs {id} {status}");
    let page = Page::of(&list, (request.max_results, LIMIT), request.next_token.as_deref())?;
    let found = book.job(&id).and_then(|job| match &job.kind {
        JobKind::Array(array) => Some((job, array)),
        JobKind::Single(_) => None,
    });
    let Some((job, array)) = found else {
        return Err(Refusal::plain(format!("Array job {id} not found.")));
    };
    let children = (0_u32..).zip(&array.children).filter(|(_, child)| child.status == status);
    Ok(page.cut(children.map(|(index, child)| (format!("{index:010}"), of_child(book, job, (index, child))))))
}

fn of_job(book: &Book, job: &Job) -> Value {
    let key = JobKey::whole(job.spec.id.clone());
    match &job.kind {
        JobKind::Single(single) => summarised(book, job, (&key, times(single)), exit(single)),
        JobKind::Array(array) => {
            let properties = json!({"size": job.spec.array_size, "statusSummary": summary(array.counts)});
            let more = [("arrayProperties".to_owned(), properties)].into_iter().collect();
            summarised(book, job, (&key, array_times(job, array)), more)
        }
    }
}

fn of_child(book: &Book, job: &Job, (index, child): (u32, &SingleJob)) -> Value {
    let key = JobKey::child(job.spec.id.clone(), index);
    let mut more = exit(child);
    more.insert("arrayProperties".into(), json!({ "index": index }));
    summarised(book, job, (&key, times(child)), more)
}

fn exit(single: &SingleJob) -> Map<String, Value> {
    let mut container = Map::new();
    if let (None, Some(attempt)) = (&single.current, single.attempts.last()) {
        container.extend(attempt.end.exit_code.map(|code| ("exitCode".to_owned(), code.into())));
        container.extend(attempt.end.reason.as_deref().map(|reason| ("reason".to_owned(), reason.into())));
    }
    [("container".to_owned(), container.into())].into_iter().collect()
}

fn summarised(
    book: &Book,
    job: &Job,
    (key, own): (&JobKey, Map<String, Value>),
    more: Map<String, Value>,
) -> Value {
    let mut members = Map::new();
    members.insert("jobArn".into(), book.arns.job(key).into());
    members.insert("jobId".into(), key.to_string().into());
    members.insert("jobName".into(), job.spec.name.as_str().into());
    members.insert("jobDefinition".into(), job.spec.definition.as_str().into());
    members.extend(own);
    members.extend(more);
    members.into()
}
