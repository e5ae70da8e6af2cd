use serde::Deserialize;
use serde_json::json;

use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::page::Listing;
use crate::step_functions::reply::{object, seconds};
use crate::step_functions::resource_arn::{MachineArn, Qualifier};
use crate::step_functions::service::living;
use crate::step_functions::shape::{ARN, Member, PAGE_SIZE, PAGE_TOKEN, optional, required};
use crate::step_functions::{ApiError, StepFunctions};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListStateMachineAliases {
    state_machine_arn: String,
    next_token: Option<String>,
    max_results: Option<usize>,
}

impl Operation for ListStateMachineAliases {
    const NAME: &'static str = "ListStateMachineAliases";
    const MEMBERS: &'static [Member] = &[
        required("stateMachineArn", ARN),
        optional("nextToken", PAGE_TOKEN),
        optional("maxResults", PAGE_SIZE),
    ];

    /// In order of creation, as AWS was seen to do (its documentation says the reverse); by the ARN of a version those
    /// that lead to it.
    async fn call(self, api: &StepFunctions) -> Reply {
        let arn = MachineArn::without_label(&self.state_machine_arn)?;
        let page = (self.max_results, self.next_token.as_deref());
        let listing = Listing::of((Self::NAME, &self.state_machine_arn), page, api.now())?;
        let mut registry = api.registry();
        let machine = living(&mut registry, (&arn.machine, &self.state_machine_arn))?;
        let version = match arn.qualifier {
            Qualifier::Version(number) => Some(machine.version_arn(number)),
            Qualifier::Alias(_) => return Err(ApiError::resource_not_found(&self.state_machine_arn)),
            Qualifier::None | Qualifier::Label => None,
        };
        let wanted = machine.aliases.iter();
        let wanted =
            wanted.filter(|(_, alias)| version.as_ref().is_none_or(|version| alias.leads_to(version)));
        let mut wanted: Vec<_> = wanted.collect();
        wanted.sort_by_key(|(_, alias)| alias.serial);
        let (aliases, next) = listing.ascending(wanted.into_iter().map(|(name, alias)| {
            let item = json!({
                "stateMachineAliasArn": machine.alias_arn(name),
                "creationDate": seconds(alias.creation_date),
            });
            (alias.serial, item)
        }));
        Ok(object([("stateMachineAliases", Some(json!(aliases))), ("nextToken", next.map(Into::into))]))
    }
}
