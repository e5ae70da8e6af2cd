use serde::Deserialize;
use serde_json::{Value, json};

use super::job_container::with_lists;
use super::page::Page;
use crate::decide::Refusal;
use crate::decide::request::read;
use crate::model::{Book, JobDefinition, Platform};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    job_definitions: Option<Vec<String>>,
    job_definition_name: Option<String>,
    status: Option<String>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

/// Most items of a page.
const LIMIT: usize = 100;

/// `DescribeJobDefinitions`: by name, of each the newest revision first.
pub(super) fn describe_job_definitions(book: &Book, request: &Value) -> Result<Value, Refusal> {
    let request: Request = read(request)?;
    let list =
        format!("{:?} {:?} {:?}", request.job_definitions, request.job_definition_name, request.status);
    let page = Page::of(&list, (request.max_results, LIMIT), request.next_token.as_deref())?;
    let is_wanted = |definition: &&JobDefinition| is_wanted(book, definition, &request);
    let found = book.definitions().filter(is_wanted);
    let mut found: Vec<(String, &JobDefinition)> =
        found.map(|it| (format!("{}:{:010}", it.name, u32::MAX - it.revision), it)).collect();
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    let (definitions, next) =
        page.cut(found.into_iter().map(|(key, definition)| (key, shown(book, definition))));
    let mut reply = json!({ "jobDefinitions": definitions });
    if let Some(next) = next {
        reply["nextToken"] = next.into();
    }
    Ok(reply)
}

fn is_wanted(book: &Book, definition: &JobDefinition, request: &Request) -> bool {
    let own = format!("{}:{}", definition.name, definition.revision);
    let names = |texts: &Vec<String>| {
        texts
            .iter()
            .map(|text| book.arns.name("job-definition", text))
            .any(|name| name == own || name == definition.name)
    };
    let has_name = request.job_definition_name.as_ref().is_none_or(|name| *name == definition.name);
    let has_status = request.status.as_deref().is_none_or(|status| status == status_of(definition));
    has_name && has_status && request.job_definitions.as_ref().is_none_or(names)
}

const fn status_of(definition: &JobDefinition) -> &'static str {
    if definition.is_active { "ACTIVE" } else { "INACTIVE" }
}

fn shown(book: &Book, definition: &JobDefinition) -> Value {
    let arn = book.arns.definition(&definition.name, definition.revision);
    let mut shown = definition.request.clone();
    let is_eks = shown.get(Platform::Eks.member()).is_some_and(|value| !value.is_null());
    if let Some(container) = shown.get_mut(Platform::Container.member()) {
        with_lists(
            container,
            &["volumes", "environment", "mountPoints", "ulimits", "resourceRequirements", "secrets"],
        );
    }
    if let Some(members) = shown.as_object_mut() {
        members.entry("parameters").or_insert_with(|| json!({}));
        members.insert("tags".into(), json!(book.tags(&arn).cloned().unwrap_or_default()));
        members.insert("jobDefinitionArn".into(), arn.into());
        members.insert("revision".into(), definition.revision.into());
        members.insert("status".into(), status_of(definition).into());
        members.insert("containerOrchestrationType".into(), if is_eks { "EKS" } else { "ECS" }.into());
    }
    shown
}
