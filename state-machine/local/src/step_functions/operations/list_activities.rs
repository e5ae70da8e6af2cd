use serde::Deserialize;
use serde_json::json;

use crate::step_functions::StepFunctions;
use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::page::Listing;
use crate::step_functions::reply::{object, seconds};
use crate::step_functions::shape::{Member, PAGE_SIZE, PAGE_TOKEN, optional};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListActivities {
    max_results: Option<usize>,
    next_token: Option<String>,
}

impl Operation for ListActivities {
    const NAME: &'static str = "ListActivities";
    const MEMBERS: &'static [Member] =
        &[optional("maxResults", PAGE_SIZE), optional("nextToken", PAGE_TOKEN)];

    /// In order of creation.
    async fn call(self, api: &StepFunctions) -> Reply {
        let page = (self.max_results, self.next_token.as_deref());
        let listing = Listing::of((Self::NAME, ""), page, api.now())?;
        let registry = api.registry();
        let mut all: Vec<_> = registry.activities.iter().collect();
        all.sort_by_key(|(_, activity)| activity.serial);
        let (activities, next) = listing.ascending(all.into_iter().map(|(arn, activity)| {
            let item = json!({
                "activityArn": arn,
                "name": activity.name,
                "creationDate": seconds(activity.creation_date),
            });
            (activity.serial, item)
        }));
        Ok(object([("activities", Some(json!(activities))), ("nextToken", next.map(Into::into))]))
    }
}
