use serde::Deserialize;
use serde_json::json;

use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::reply::seconds;
use crate::step_functions::shape::{ARN, Member, required};
use crate::step_functions::{ApiError, StepFunctions, resource_arn};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DescribeActivity {
    activity_arn: String,
}

impl Operation for DescribeActivity {
    const NAME: &'static str = "DescribeActivity";
    const MEMBERS: &'static [Member] = &[required("activityArn", ARN)];

    async fn call(self, api: &StepFunctions) -> Reply {
        let arn = resource_arn::activity(&self.activity_arn)?;
        let registry = api.registry();
        let activity = registry.activities.get(&arn).ok_or_else(|| ApiError::no_activity(arn.as_str()))?;
        Ok(json!({
            "activityArn": arn,
            "name": activity.name,
            "creationDate": seconds(activity.creation_date),
            "encryptionConfiguration": activity.encryption,
        }))
    }
}
