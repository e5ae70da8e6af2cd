use serde_json::{Map, Value, json};

use super::page::Page;
use super::request::Request;
use crate::book::Entry;
use crate::definition::{Definition, GroupName, NAME, ScheduleId, State, seconds};
use crate::schedules::Listing;
use crate::{ApiError, Schedules};

/// <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html>
pub(super) async fn create(all: &Schedules, name: &str, request: &Request) -> Result<Value, ApiError> {
    let definition = definition(name, request)?;
    let arn = definition.id.arn(all.realm());
    all.create(definition, request.client_token()).await?;
    Ok(json!({"ScheduleArn": arn}))
}

/// <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html>: what is not said is set to its
/// default, not left as it was.
pub(super) async fn update(all: &Schedules, name: &str, request: &Request) -> Result<Value, ApiError> {
    let definition = definition(name, request)?;
    let arn = definition.id.arn(all.realm());
    all.update(definition).await?;
    Ok(json!({"ScheduleArn": arn}))
}

/// <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_DeleteSchedule.html>
pub(super) async fn delete(all: &Schedules, name: &str, request: &Request) -> Result<Value, ApiError> {
    all.delete(ScheduleId::new(request.query("groupName"), name)?).await?;
    Ok(json!({}))
}

/// <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_GetSchedule.html>
pub(super) fn get(all: &Schedules, name: &str, request: &Request) -> Result<Value, ApiError> {
    let entry = all.get(&ScheduleId::new(request.query("groupName"), name)?)?;
    let mut members = entry.definition.document();
    members.insert("Arn".to_owned(), entry.definition.id.arn(all.realm()).into());
    members.insert("CreationDate".to_owned(), seconds(entry.created));
    members.insert("LastModificationDate".to_owned(), seconds(entry.modified));
    Ok(Value::Object(members))
}

/// <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_ListSchedules.html>
pub(super) fn list(all: &Schedules, request: &Request) -> Result<Value, ApiError> {
    let prefix = request.query("NamePrefix").unwrap_or_default();
    if !prefix.is_empty() {
        NAME.check("namePrefix", prefix)?;
    }
    let listing = Listing {
        group: request.query("ScheduleGroup").map(GroupName::new).transpose()?,
        name_prefix: prefix.to_owned(),
        state: request.query("State").map(state).transpose()?,
    };
    let page = Page::of(request, all.list(&listing)?, key)?;
    let schedules: Vec<_> = page.items.iter().map(|entry| summary(all, entry)).collect();
    let mut reply = Map::from_iter([("Schedules".to_owned(), schedules.into())]);
    reply.extend(page.next_token.map(|token| ("NextToken".to_owned(), token.into())));
    Ok(Value::Object(reply))
}

/// Sorts as the entries do: no name has a character before the space.
fn key(entry: &Entry) -> String {
    let id = &entry.definition.id;
    format!("{} {}", id.group, id.name)
}

fn definition(name: &str, request: &Request) -> Result<Definition, ApiError> {
    let group = request.members.get("GroupName").and_then(Value::as_str);
    Definition::read(ScheduleId::new(group, name)?, &request.members)
}

fn state(text: &str) -> Result<State, ApiError> {
    match text {
        "ENABLED" => Ok(State::Enabled),
        "DISABLED" => Ok(State::Disabled),
        _ => {
            let words = "Member must satisfy enum value set: [ENABLED, DISABLED]";
            Err(ApiError::member("state", text, words))
        }
    }
}

fn summary(all: &Schedules, entry: &Entry) -> Value {
    let definition = &entry.definition;
    let document = definition.document();
    json!({
        "Arn": definition.id.arn(all.realm()),
        "CreationDate": seconds(entry.created),
        "GroupName": definition.id.group.as_str(),
        "LastModificationDate": seconds(entry.modified),
        "Name": definition.id.name,
        "State": document.get("State"),
        "Target": {"Arn": definition.target.arn},
    })
}
