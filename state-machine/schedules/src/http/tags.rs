use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::request::Request;
use crate::definition::{GroupName, Members, TAG_KEY, TAG_VALUE};
use crate::{ApiError, Schedules};

/// AWS's pattern of what can be tagged.
const PATTERN: &str = r"^arn:aws(-[a-z]+)?:scheduler:[a-z0-9\-]+:\d{12}:schedule-group\/[0-9a-zA-Z-_.]+$";

/// <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_ListTagsForResource.html>
pub(super) fn list(all: &Schedules, arn: &str) -> Result<Value, ApiError> {
    let tags = all.group(&group_of(all, arn)?)?.tags;
    let tags: Vec<_> = tags.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect();
    Ok(json!({"Tags": tags}))
}

/// <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_TagResource.html>
pub(super) async fn tag(all: &Schedules, arn: &str, request: &Request) -> Result<Value, ApiError> {
    let tags = request.members.get("Tags").filter(|tags| !tags.is_null());
    let tags = read(Some(tags.ok_or_else(|| ApiError::missing("tags"))?))?;
    all.retag(group_of(all, arn)?, move |present| present.extend(tags)).await?;
    Ok(json!({}))
}

/// <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UntagResource.html>
pub(super) async fn untag(all: &Schedules, arn: &str, request: &Request) -> Result<Value, ApiError> {
    let keys: Vec<_> = request.queries("TagKeys").map(str::to_owned).collect();
    all.retag(group_of(all, arn)?, move |present| present.retain(|key, _| !keys.contains(key))).await?;
    Ok(json!({}))
}

/// The tags of a request.
pub(super) fn read(tags: Option<&Value>) -> Result<BTreeMap<String, String>, ApiError> {
    let members = tags.map(|tags| serde_json::Map::from_iter([("Tags".to_owned(), tags.clone())]));
    let members = members.unwrap_or_default();
    let tags = Members::new("", &members).list("Tags")?.map(Vec::as_slice).unwrap_or_default();
    let mut read = BTreeMap::new();
    for (at, tag) in tags.iter().enumerate() {
        let path = format!("tags.{}.member", at + 1);
        let wrong = || ApiError::validation(format!("'{path}' must be an object, not {tag}"));
        let members = Members::new(&path, tag.as_object().ok_or_else(wrong)?);
        let key = members.required_text("Key", &TAG_KEY)?;
        read.insert(key, members.required_text("Value", &TAG_VALUE)?);
    }
    Ok(read)
}

/// Only groups have tags.
fn group_of(all: &Schedules, arn: &str) -> Result<GroupName, ApiError> {
    let named = arn.rsplit('/').next().and_then(|name| GroupName::new(name).ok());
    named.filter(|group| group.arn(all.realm()) == arn).ok_or_else(|| {
        let words = format!("Member must satisfy regular expression pattern: {PATTERN}");
        ApiError::member("resourceArn", arn, &words)
    })
}
