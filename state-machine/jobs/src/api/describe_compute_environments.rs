use serde::Deserialize;
use serde_json::{Value, json};

use super::page::Page;
use crate::decide::Refusal;
use crate::decide::request::read;
use crate::model::{Book, ComputeEnvironment};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    compute_environments: Option<Vec<String>>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

/// Most items of a page.
const LIMIT: usize = 100;

/// `DescribeComputeEnvironments`, by name.
pub(super) fn describe_compute_environments(book: &Book, request: &Value) -> Result<Value, Refusal> {
    let request: Request = read(request)?;
    let list = format!("DescribeComputeEnvironments {:?}", request.compute_environments);
    let page = Page::of(&list, (request.max_results, LIMIT), request.next_token.as_deref())?;
    let names = |environment: &ComputeEnvironment, texts: &Vec<String>| {
        texts.iter().any(|text| book.arns.name("compute-environment", text) == environment.name)
    };
    let wanted = |environment: &&ComputeEnvironment| {
        request.compute_environments.as_ref().is_none_or(|texts| names(environment, texts))
    };
    let found = book.environments().filter(wanted);
    let (environments, next) = page.cut(found.map(|it| (it.name.clone(), shown(book, it))));
    let mut reply = json!({ "computeEnvironments": environments });
    if let Some(next) = next {
        reply["nextToken"] = next.into();
    }
    Ok(reply)
}

fn shown(book: &Book, environment: &ComputeEnvironment) -> Value {
    let arn = book.arns.environment(&environment.name);
    let mut shown = json!({
        "computeEnvironmentName": environment.name,
        "computeEnvironmentArn": arn,
        "type": environment.kind,
        "state": environment.state.name(),
        "status": "VALID",
        "statusReason": "ComputeEnvironment Healthy",
        "containerOrchestrationType": "ECS",
        "uuid": book.id(&arn).to_string(),
        "tags": book.tags(&arn).cloned().unwrap_or_default(),
    });
    if let (Some(members), Some(own)) = (shown.as_object_mut(), environment.shown.as_object()) {
        members.extend(own.clone());
    }
    shown
}
