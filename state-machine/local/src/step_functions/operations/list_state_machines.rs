use serde::Deserialize;
use serde_json::json;

use crate::step_functions::StepFunctions;
use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::page::Listing;
use crate::step_functions::reply::{object, seconds};
use crate::step_functions::shape::{Member, PAGE_SIZE, PAGE_TOKEN, optional};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListStateMachines {
    max_results: Option<usize>,
    next_token: Option<String>,
}

impl Operation for ListStateMachines {
    const NAME: &'static str = "ListStateMachines";
    const MEMBERS: &'static [Member] =
        &[optional("maxResults", PAGE_SIZE), optional("nextToken", PAGE_TOKEN)];

    /// In order of creation.
    async fn call(self, api: &StepFunctions) -> Reply {
        let page = (self.max_results, self.next_token.as_deref());
        let listing = Listing::of((Self::NAME, ""), page, api.now())?;
        let registry = api.registry();
        let mut all: Vec<_> = registry.machines.values().collect();
        all.sort_by_key(|machine| machine.serial);
        let (machines, next) = listing.ascending(all.into_iter().map(|machine| {
            let item = json!({
                "stateMachineArn": machine.arn,
                "name": machine.name,
                "type": machine.machine_type,
                "creationDate": seconds(machine.creation_date),
            });
            (machine.serial, item)
        }));
        Ok(object([("stateMachines", Some(json!(machines))), ("nextToken", next.map(Into::into))]))
    }
}
