use serde::Deserialize;
use serde_json::json;

use crate::step_functions::configuration::Encryption;
use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::registry::{Activity, Tag, Tags};
use crate::step_functions::reply::seconds;
use crate::step_functions::shape::{ENCRYPTION, Member, NAME, TAG_LIST, optional, required};
use crate::step_functions::{ApiError, StepFunctions};

/// Most activities of an account in a region.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>.
const MOST_ACTIVITIES: usize = 10_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateActivity {
    name: String,
    tags: Option<Vec<Tag>>,
    encryption_configuration: Option<Encryption>,
}

impl Operation for CreateActivity {
    const NAME: &'static str = "CreateActivity";
    const MEMBERS: &'static [Member] = &[required("name", NAME), optional("tags", TAG_LIST), ENCRYPTION];

    /// The same name again is the same activity, whatever its tags; only another encryption is refused.
    async fn call(self, api: &StepFunctions) -> Reply {
        let tags = Tags::of(self.tags.unwrap_or_default())?;
        let encryption = self.encryption_configuration.unwrap_or_default().check()?;
        let mut registry = api.registry();
        let arn = api.engine().realm().activity(&self.name);
        if let Some(known) = registry.activities.get(&arn) {
            if known.encryption != encryption {
                let text =
                    format!("Activity Already Exists: '{arn}'. EncryptionConfiguration may not be updated.");
                return Err(ApiError::new("ActivityAlreadyExists", text));
            }
            return Ok(json!({"activityArn": arn, "creationDate": seconds(known.creation_date)}));
        }
        if registry.activities.len() >= MOST_ACTIVITIES {
            let text = format!("The maximum number of activities has been reached: {MOST_ACTIVITIES}");
            return Err(ApiError::new("ActivityLimitExceeded", text));
        }
        let made = api.engine().create_activity(&self.name)?;
        let serial = registry.next_serial();
        let activity =
            Activity { serial, name: self.name, creation_date: made.creation_date, encryption, tags };
        registry.activities.insert(arn.clone(), activity);
        Ok(json!({"activityArn": arn, "creationDate": seconds(made.creation_date)}))
    }
}
