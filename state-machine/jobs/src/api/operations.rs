use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    describe_compute_environments, describe_job_definitions, describe_job_queues, describe_jobs, list_jobs,
};
use crate::decide::request::{read, required};
use crate::decide::{self, Refusal, definitions, environments, queues, stopping, tags};
use crate::model::{Book, Event, JobKey};

/// Names of the operations that are here, as the API model writes them.
pub const OPERATIONS: [&str; 20] = [
    "CancelJob",
    "CreateComputeEnvironment",
    "CreateJobQueue",
    "DeleteComputeEnvironment",
    "DeleteJobQueue",
    "DeregisterJobDefinition",
    "DescribeComputeEnvironments",
    "DescribeJobDefinitions",
    "DescribeJobQueues",
    "DescribeJobs",
    "GetJobQueueSnapshot",
    "ListJobs",
    "ListTagsForResource",
    "RegisterJobDefinition",
    "SubmitJob",
    "TagResource",
    "TerminateJob",
    "UntagResource",
    "UpdateComputeEnvironment",
    "UpdateJobQueue",
];

/// A reply and what is to be recorded before it is given.
type Changed = Result<(Value, Vec<Event>), Refusal>;

/// An operation: one that looks, or one that decides.
#[derive(Clone, Copy)]
pub(crate) enum Operation {
    Read(fn(&Book, &Value) -> Result<Value, Refusal>),
    Change(fn(&Book, &Value, i64) -> Changed),
}

/// The operation of this name, in the small letters of its path.
pub(crate) fn operation(name: &str) -> Option<Operation> {
    use Operation::{Change, Read};
    Some(match name {
        "submitjob" => Change(|book, request, at| submit(book, request, None, at)),
        "terminatejob" => Change(|book, request, at| end(book, request, at, stopping::terminate)),
        "canceljob" => Change(|book, request, at| end(book, request, at, stopping::cancel)),
        "describejobs" => Read(describe_jobs::describe_jobs),
        "listjobs" => Read(list_jobs::list_jobs),
        "registerjobdefinition" => Change(register),
        "deregisterjobdefinition" => Change(deregister),
        "describejobdefinitions" => Read(describe_job_definitions::describe_job_definitions),
        "createjobqueue" => Change(|book, request, at| queue(book, queues::create(book, request, at)?)),
        "updatejobqueue" => Change(|book, request, at| queue(book, queues::update(book, request, at)?)),
        "deletejobqueue" => Change(|book, request, at| Ok((json!({}), queues::delete(book, request, at)?))),
        "describejobqueues" => Read(describe_job_queues::describe_job_queues),
        "getjobqueuesnapshot" => Read(describe_job_queues::get_job_queue_snapshot),
        "createcomputeenvironment" => {
            Change(|book, request, at| environment(book, environments::create(book, request, at)?))
        }
        "updatecomputeenvironment" => {
            Change(|book, request, at| environment(book, environments::update(book, request, at)?))
        }
        "deletecomputeenvironment" => {
            Change(|book, request, at| Ok((json!({}), environments::delete(book, request, at)?)))
        }
        "describecomputeenvironments" => Read(describe_compute_environments::describe_compute_environments),
        "tagresource" => Change(tag),
        "untagresource" => Change(untag),
        "listtagsforresource" => Read(list_tags),
        _ => return None,
    })
}

/// `SubmitJob`, with a token where the caller has one.
pub(crate) fn submit(book: &Book, request: &Value, client_token: Option<&str>, at: i64) -> Changed {
    let (id, events) = decide::submit(book, request, client_token, at)?;
    let name = book.job(&id).map_or_else(|| request["jobName"].clone(), |job| job.spec.name.clone().into());
    let arn = book.arns.job(&JobKey::whole(id.clone()));
    Ok((json!({"jobArn": arn, "jobName": name, "jobId": id.as_str()}), events))
}

fn register(book: &Book, request: &Value, at: i64) -> Changed {
    let (definition, events) = definitions::register(book, request, at)?;
    let arn = book.arns.definition(&definition.name, definition.revision);
    let reply = json!({"jobDefinitionName": definition.name, "jobDefinitionArn": arn, "revision": definition.revision});
    Ok((reply, events))
}

fn deregister(book: &Book, request: &Value, at: i64) -> Changed {
    let fields: DefinitionRequest = read(request)?;
    Ok((json!({}), definitions::deregister(book, fields.job_definition, at)?))
}

#[expect(clippy::unnecessary_wraps, reason = "a reply as all operations give it")]
fn queue(book: &Book, (name, events): (String, Vec<Event>)) -> Changed {
    Ok((json!({"jobQueueName": name, "jobQueueArn": book.arns.queue(&name)}), events))
}

#[expect(clippy::unnecessary_wraps, reason = "a reply as all operations give it")]
fn environment(book: &Book, (name, events): (String, Vec<Event>)) -> Changed {
    let arn = book.arns.environment(&name);
    Ok((json!({"computeEnvironmentName": name, "computeEnvironmentArn": arn}), events))
}

fn tag(book: &Book, request: &Value, at: i64) -> Changed {
    let fields: TagRequest = read(request)?;
    let arn = required(fields.resource_arn, "resourceArn")?;
    Ok((json!({}), tags::tag(book, &arn, required(fields.tags, "tags")?, at)?))
}

fn untag(book: &Book, request: &Value, at: i64) -> Changed {
    let fields: TagRequest = read(request)?;
    let arn = required(fields.resource_arn, "resourceArn")?;
    Ok((json!({}), tags::untag(book, &arn, &required(fields.tag_keys, "tagKeys")?, at)?))
}

fn list_tags(book: &Book, request: &Value) -> Result<Value, Refusal> {
    let fields: TagRequest = read(request)?;
    Ok(json!({"tags": tags::tags_of(book, &required(fields.resource_arn, "resourceArn")?)?}))
}

/// Decides how a job is ended, for this reason.
type Ending = fn(&Book, &JobKey, &str, i64) -> Result<Vec<Event>, Refusal>;

/// `TerminateJob` or `CancelJob`. A job that is not known is passed over like one that has ended: it may be one that is not
/// kept any more.
fn end(book: &Book, request: &Value, at: i64, decide: Ending) -> Changed {
    let (key, reason) = stop(request)?;
    let is_known = book.status(&key).is_some();
    let events = if is_known { decide(book, &key, &reason, at)? } else { Vec::new() };
    Ok((json!({}), events))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StopRequest {
    job_id: Option<String>,
    reason: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DefinitionRequest {
    job_definition: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TagRequest {
    resource_arn: Option<String>,
    tags: Option<BTreeMap<String, String>>,
    tag_keys: Option<Vec<String>>,
}

/// Most characters of a reason.
const REASON_LIMIT: usize = 1_024;

/// Which job is to end, and why.
fn stop(request: &Value) -> Result<(JobKey, String), Refusal> {
    let fields: StopRequest = read(request)?;
    let id = required(fields.job_id.filter(|id| !id.is_empty()), "jobId")?;
    let reason = required(fields.reason, "reason")?;
    let length = reason.chars().count();
    if length > REASON_LIMIT {
        return Err(Refusal::executing(format!(
            "reason has {length} characters, at most {REASON_LIMIT} are allowed"
        )));
    }
    Ok((JobKey::of(&id), reason))
}
