//! `TagResource`, `UntagResource`, `ListTagsForResource`: of state machines and activities.

use serde::Deserialize;
use serde_json::json;

use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::registry::{Registry, Tag, Tags};
use crate::step_functions::resource_arn::{Tagged, tagged};
use crate::step_functions::shape::{ARN, Member, TAG_KEY_LIST, TAG_LIST, required};
use crate::step_functions::{ApiError, StepFunctions};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TagResource {
    resource_arn: String,
    tags: Vec<Tag>,
}

impl Operation for TagResource {
    const NAME: &'static str = "TagResource";
    const MEMBERS: &'static [Member] = &[required("resourceArn", ARN), required("tags", TAG_LIST)];

    async fn call(self, api: &StepFunctions) -> Reply {
        let mut registry = api.registry();
        let tags = tags_of(&mut registry, &self.resource_arn)?;
        *tags = tags.with(self.tags)?;
        Ok(json!({}))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UntagResource {
    resource_arn: String,
    tag_keys: Vec<String>,
}

impl Operation for UntagResource {
    const NAME: &'static str = "UntagResource";
    const MEMBERS: &'static [Member] = &[required("resourceArn", ARN), required("tagKeys", TAG_KEY_LIST)];

    async fn call(self, api: &StepFunctions) -> Reply {
        let mut registry = api.registry();
        let tags = tags_of(&mut registry, &self.resource_arn)?;
        *tags = tags.without(&self.tag_keys);
        Ok(json!({}))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListTagsForResource {
    resource_arn: String,
}

impl Operation for ListTagsForResource {
    const NAME: &'static str = "ListTagsForResource";
    const MEMBERS: &'static [Member] = &[required("resourceArn", ARN)];

    async fn call(self, api: &StepFunctions) -> Reply {
        let mut registry = api.registry();
        let tags = tags_of(&mut registry, &self.resource_arn)?;
        Ok(json!({"tags": tags.as_slice()}))
    }
}

fn tags_of<'r>(registry: &'r mut Registry, arn: &str) -> Result<&'r mut Tags, ApiError> {
    let tags = match tagged(arn)? {
        Tagged::Machine(arn) => registry.machines.get_mut(&arn).map(|machine| &mut machine.tags),
        Tagged::Activity(arn) => registry.activities.get_mut(&arn).map(|activity| &mut activity.tags),
    };
    tags.ok_or_else(|| ApiError::resource_not_found(arn))
}
