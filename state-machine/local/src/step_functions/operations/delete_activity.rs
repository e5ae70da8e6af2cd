use serde::Deserialize;
use serde_json::json;

use crate::step_functions::StepFunctions;
use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::resource_arn;
use crate::step_functions::shape::{ARN, Member, required};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DeleteActivity {
    activity_arn: String,
}

impl Operation for DeleteActivity {
    const NAME: &'static str = "DeleteActivity";
    const MEMBERS: &'static [Member] = &[required("activityArn", ARN)];

    /// One that is not there is deleted.
    async fn call(self, api: &StepFunctions) -> Reply {
        let arn = resource_arn::activity(&self.activity_arn)?;
        let mut registry = api.registry();
        api.engine().delete_activity(&arn)?;
        registry.activities.remove(&arn);
        Ok(json!({}))
    }
}
