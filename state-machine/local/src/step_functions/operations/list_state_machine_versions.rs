use serde::Deserialize;
use serde_json::json;

use crate::step_functions::StepFunctions;
use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::page::Listing;
use crate::step_functions::reply::{object, seconds};
use crate::step_functions::resource_arn::MachineArn;
use crate::step_functions::shape::{ARN, Member, PAGE_SIZE, PAGE_TOKEN, optional, required};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListStateMachineVersions {
    state_machine_arn: String,
    next_token: Option<String>,
    max_results: Option<usize>,
}

impl Operation for ListStateMachineVersions {
    const NAME: &'static str = "ListStateMachineVersions";
    const MEMBERS: &'static [Member] = &[
        required("stateMachineArn", ARN),
        optional("nextToken", PAGE_TOKEN),
        optional("maxResults", PAGE_SIZE),
    ];

    /// The latest first. A machine that is not there has none: the operation knows no such error.
    async fn call(self, api: &StepFunctions) -> Reply {
        let arn = MachineArn::without_label(&self.state_machine_arn)?;
        let page = (self.max_results, self.next_token.as_deref());
        let listing = Listing::of((Self::NAME, &self.state_machine_arn), page, api.now())?;
        let registry = api.registry();
        let machine = registry.machines.get(&arn.machine);
        let versions = machine.into_iter().flat_map(|machine| {
            machine.versions.iter().rev().map(|(number, version)| {
                let item = json!({
                    "stateMachineVersionArn": machine.version_arn(*number),
                    "creationDate": seconds(version.creation_date),
                });
                (*number, item)
            })
        });
        let (versions, next) = listing.descending(versions);
        Ok(object([("stateMachineVersions", Some(json!(versions))), ("nextToken", next.map(Into::into))]))
    }
}
