use apoyo_engine::Realm;
use serde_json::{Map, Value, json};

use crate::model::{Attempt, Book, Job, Platform, SingleJob};

/// Members of a job's description that say what it is made of and how its last attempt went, by platform.
pub(super) fn described(book: &Book, job: &Job, single: Option<&SingleJob>) -> Map<String, Value> {
    let realm = &book.arns.0;
    let container = &job.spec.container;
    let mut properties = container.properties.clone();
    let last = single.map(|single| last(realm, single)).unwrap_or_default();
    let mut members = Map::new();
    match container.platform {
        Platform::Container => {
            with_lists(&mut properties, &["volumes", "environment", "mountPoints", "ulimits"]);
            with_lists(&mut properties, &["networkInterfaces", "resourceRequirements", "secrets"]);
            extend(Some(&mut properties), last);
            members.insert("container".into(), properties);
        }
        Platform::Ecs => {
            let task = last.get("taskArn").cloned();
            let container = properties.pointer_mut("/taskProperties/0/containers/0");
            extend(container, without(last, "taskArn"));
            let task = task.into_iter().map(|task| ("taskArn".to_owned(), task)).collect();
            extend(properties.pointer_mut("/taskProperties/0"), task);
            members.insert("container".into(), json!({}));
            members.insert("ecsProperties".into(), properties);
        }
        Platform::Eks => {
            let last = without(without(last, "taskArn"), "logStreamName");
            extend(properties.pointer_mut("/podProperties/containers/0"), last);
            members.insert("eksProperties".into(), properties);
        }
    }
    let is_eks = container.platform == Platform::Eks;
    let attempts: Vec<Value> =
        single.iter().flat_map(|it| &it.attempts).map(|it| attempt(realm, job, it)).collect();
    let (ecs, eks) = if is_eks { (Vec::new(), attempts) } else { (attempts, Vec::new()) };
    members.insert("attempts".into(), ecs.into());
    members.insert("eksAttempts".into(), eks.into());
    members
}

/// ARN of the task of ECS that an attempt would be; the last part of its log stream is the task's id.
fn task_arn(realm: &Realm, log_stream: &str) -> String {
    let task = log_stream.rsplit('/').next().unwrap_or_default();
    format!("arn:aws:ecs:{}:{}:task/{}/{task}", realm.region, realm.account, crate::desk::ENVIRONMENT)
}

/// What the attempt that is under way, or was the last, says of its container.
fn last(realm: &Realm, single: &SingleJob) -> Map<String, Value> {
    let mut members = Map::new();
    let ended = single.attempts.last();
    let stream = single.current.as_ref().map(|current| &current.log_stream);
    if let Some(stream) = stream.or(ended.map(|attempt| &attempt.log_stream)) {
        members.insert("taskArn".into(), task_arn(realm, stream).into());
        members.insert("logStreamName".into(), stream.as_str().into());
    }
    if let (None, Some(attempt)) = (&single.current, ended) {
        members.extend(exit(attempt));
    }
    members
}

fn exit(attempt: &Attempt) -> Map<String, Value> {
    let code = attempt.end.exit_code.map(|code| ("exitCode".to_owned(), code.into()));
    let reason = attempt.end.reason.as_deref().map(|reason| ("reason".to_owned(), reason.into()));
    code.into_iter().chain(reason).collect()
}

fn attempt(realm: &Realm, job: &Job, attempt: &Attempt) -> Value {
    let mut container = exit(attempt);
    let mut members = Map::new();
    match job.spec.container.platform {
        Platform::Eks => {
            let name = job.spec.container.properties.pointer("/podProperties/containers/0/name");
            container.insert("name".into(), name.cloned().unwrap_or_else(|| "Default".into()));
            members.insert("containers".into(), json!([container]));
            members.insert("initContainers".into(), json!([]));
        }
        platform => {
            container.insert("taskArn".into(), task_arn(realm, &attempt.log_stream).into());
            container.insert("logStreamName".into(), attempt.log_stream.as_str().into());
            container.insert("networkInterfaces".into(), json!([]));
            let in_task = platform == Platform::Ecs;
            let task = json!([{"containers": [container]}]);
            let (name, value) =
                if in_task { ("taskProperties", task) } else { ("container", container.into()) };
            members.insert(name.into(), value);
        }
    }
    if let Some(started) = attempt.started_at {
        members.insert("startedAt".into(), started.into());
    }
    members.insert("stoppedAt".into(), attempt.stopped_at.into());
    members.insert("statusReason".into(), attempt.end.status_reason.as_str().into());
    members.into()
}

/// Gives lists that are not there as empty ones, as Batch does.
pub(super) fn with_lists(properties: &mut Value, names: &[&str]) {
    if let Some(members) = properties.as_object_mut() {
        for name in names {
            members.entry(*name).or_insert_with(|| json!([]));
        }
    }
}

fn extend(value: Option<&mut Value>, more: Map<String, Value>) {
    if let Some(members) = value.and_then(Value::as_object_mut) {
        members.extend(more);
    }
}

fn without(mut members: Map<String, Value>, name: &str) -> Map<String, Value> {
    members.remove(name);
    members
}
