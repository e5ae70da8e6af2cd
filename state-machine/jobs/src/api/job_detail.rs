use serde_json::{Map, Value, json};

use super::job_container::described;
use crate::model::{ArrayJob, Book, Job, JobKey, JobKind, JobStatus, SingleJob, StatusCounts};

/// `JobDetail` of a single job, a child, or an array as a whole; none where there is no such job.
///
/// Source: <https://docs.aws.amazon.com/batch/latest/APIReference/API_JobDetail.html>.
pub(crate) fn detail(book: &Book, key: &JobKey) -> Option<Value> {
    let job = book.job(&key.job)?;
    let own = match (&job.kind, key.index) {
        (JobKind::Array(array), None) => of_array(job, array),
        _ => of_single(key, job.single(key.index)?),
    };
    let mut members = common(book, job, key);
    members.extend(described(book, job, job.single(key.index)));
    members.extend(own);
    Some(members.into())
}

fn common(book: &Book, job: &Job, key: &JobKey) -> Map<String, Value> {
    let spec = &job.spec;
    let depends_on: Vec<Value> = spec.depends_on.iter().map(crate::model::Dependency::shown).collect();
    let single = job.single(key.index);
    let whole = JobKey::whole(key.job.clone());
    let tags = book.tags(&book.arns.job(&whole)).cloned().unwrap_or_default();
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    put("jobArn", book.arns.job(key).into());
    put("jobName", spec.name.as_str().into());
    put("jobId", key.to_string().into());
    put("jobQueue", book.arns.queue(&spec.queue).into());
    put("jobDefinition", spec.definition.as_str().into());
    put("retryStrategy", spec.retry.shown());
    put("dependsOn", depends_on.into());
    put("parameters", json!(spec.parameters));
    put("tags", json!(tags));
    put("isCancelled", (job.cancelled.is_some() || single.is_some_and(|it| it.is_cancelled)).into());
    put("isTerminated", (job.terminated.is_some() || single.is_some_and(|it| it.is_terminated)).into());
    if let Some(seconds) = spec.timeout_seconds {
        put("timeout", json!({"attemptDurationSeconds": seconds}));
    }
    members.extend(spec.shown.as_object().cloned().unwrap_or_default());
    members.entry("platformCapabilities").or_insert_with(|| json!([]));
    members
}

fn of_single(key: &JobKey, single: &SingleJob) -> Map<String, Value> {
    let mut members = times(single);
    if let Some(index) = key.index {
        members.insert("arrayProperties".into(), json!({"statusSummary": {}, "index": index}));
    }
    members
}

/// Status, reason and times of a single job or a child.
pub(super) fn times(single: &SingleJob) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("status".into(), single.status.name().into());
    members.insert("createdAt".into(), single.created_at.into());
    let reason = single.status_reason.as_deref().map(Value::from);
    let optional = [
        ("statusReason", reason),
        ("startedAt", single.started_at.map(Value::from)),
        ("stoppedAt", single.stopped_at.map(Value::from)),
    ];
    members.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    members
}

fn of_array(job: &Job, array: &ArrayJob) -> Map<String, Value> {
    let mut members = array_times(job, array);
    let properties = json!({
        "statusSummary": summary(array.counts),
        "statusSummaryLastUpdatedAt": array.counted_at,
        "size": job.spec.array_size,
    });
    members.insert("arrayProperties".into(), properties);
    members
}

/// The same of an array as a whole, which started with the first of its children.
pub(super) fn array_times(job: &Job, array: &ArrayJob) -> Map<String, Value> {
    let started = array.children.iter().filter_map(first_start).min();
    let mut members = Map::new();
    members.insert("status".into(), array.status.name().into());
    members.insert("createdAt".into(), job.spec.created_at.into());
    let optional = [
        ("statusReason", array.status_reason.as_deref().map(Value::from)),
        ("startedAt", started.map(Value::from)),
        ("stoppedAt", array.stopped_at.map(Value::from)),
    ];
    members.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    members
}

fn first_start(child: &SingleJob) -> Option<i64> {
    child.attempts.first().map_or(child.started_at, |attempt| attempt.started_at)
}

/// How many children have each status, all statuses named.
pub(super) fn summary(counts: StatusCounts) -> Value {
    JobStatus::ALL
        .iter()
        .map(|status| (status.name().to_owned(), counts.of(*status).into()))
        .collect::<Map<_, _>>()
        .into()
}
