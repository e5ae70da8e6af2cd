use serde_json::{Map, Value, json};

use super::page::Page;
use super::request::Request;
use super::tags;
use crate::book::Group;
use crate::definition::{GroupName, NAME, seconds};
use crate::{ApiError, Schedules};

/// <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateScheduleGroup.html>
pub(super) async fn create(all: &Schedules, name: &str, request: &Request) -> Result<Value, ApiError> {
    let name = group(name)?;
    let arn = name.arn(all.realm());
    let tags = tags::read(request.members.get("Tags"))?;
    all.create_group(name, (tags, request.client_token())).await?;
    Ok(json!({"ScheduleGroupArn": arn}))
}

/// <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_GetScheduleGroup.html>
pub(super) fn get(all: &Schedules, name: &str) -> Result<Value, ApiError> {
    let name = group(name)?;
    Ok(shown(all, &name, &all.group(&name)?))
}

/// <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_DeleteScheduleGroup.html>
pub(super) async fn delete(all: &Schedules, name: &str) -> Result<Value, ApiError> {
    all.delete_group(group(name)?).await?;
    Ok(json!({}))
}

/// <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_ListScheduleGroups.html>
pub(super) fn list(all: &Schedules, request: &Request) -> Result<Value, ApiError> {
    let prefix = request.query("NamePrefix").unwrap_or_default();
    if !prefix.is_empty() {
        NAME.check("namePrefix", prefix)?;
    }
    let page = Page::of(request, all.groups(prefix), |(name, _)| name.as_str().to_owned())?;
    let groups: Vec<_> = page.items.iter().map(|(name, group)| shown(all, name, group)).collect();
    let mut reply = Map::from_iter([("ScheduleGroups".to_owned(), groups.into())]);
    reply.extend(page.next_token.map(|token| ("NextToken".to_owned(), token.into())));
    Ok(Value::Object(reply))
}

fn group(name: &str) -> Result<GroupName, ApiError> {
    NAME.check("name", name)?;
    GroupName::new(name)
}

fn shown(all: &Schedules, name: &GroupName, group: &Group) -> Value {
    json!({
        "Arn": name.arn(all.realm()),
        "CreationDate": seconds(group.created),
        "LastModificationDate": seconds(group.modified),
        "Name": name.as_str(),
        "State": "ACTIVE",
    })
}
