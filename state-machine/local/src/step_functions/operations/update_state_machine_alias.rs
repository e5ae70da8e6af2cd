use serde::Deserialize;
use serde_json::json;

use super::create_state_machine_alias::{absent_machine, check_versions};
use super::delete_state_machine_alias::alias_of;
use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::registry::{INVALID_ROUTING, Routing, check_routes};
use crate::step_functions::reply::seconds;
use crate::step_functions::service::living;
use crate::step_functions::shape::{ARN, DESCRIPTION, Member, ROUTING, optional, required};
use crate::step_functions::{ApiError, StepFunctions};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UpdateStateMachineAlias {
    state_machine_alias_arn: String,
    description: Option<String>,
    routing_configuration: Option<Vec<Routing>>,
}

impl Operation for UpdateStateMachineAlias {
    const NAME: &'static str = "UpdateStateMachineAlias";
    const MEMBERS: &'static [Member] = &[
        required("stateMachineAliasArn", ARN),
        optional("description", DESCRIPTION),
        optional("routingConfiguration", ROUTING),
    ];

    async fn call(self, api: &StepFunctions) -> Reply {
        let asked = &self.state_machine_alias_arn;
        let (arn, name) = alias_of(asked)?;
        if self.description.is_none() && self.routing_configuration.is_none() {
            let text = "Either the description or the routing configuration must be specified";
            return Err(ApiError::because("MISSING_REQUIRED_PARAMETER", text));
        }
        let now = api.now();
        let mut registry = api.registry();
        let machine =
            living(&mut registry, (&arn.machine, asked)).map_err(|error| absent_machine(error, asked))?;
        if !machine.aliases.contains_key(&name) {
            return Err(ApiError::resource_not_found(asked));
        }
        if let Some(routing) = &self.routing_configuration {
            if check_routes(routing)? != arn.machine {
                let text =
                    format!("Routing configuration must contain versions of the state machine of '{asked}'");
                return Err(ApiError::because(INVALID_ROUTING, text));
            }
            check_versions(machine, routing)?;
        }
        if let Some(alias) = machine.aliases.get_mut(&name) {
            alias.description = self.description.or(alias.description.take());
            alias.routing = self.routing_configuration.unwrap_or_else(|| alias.routing.clone());
            alias.update_date = now;
            api.engine().put_alias(&asked.as_str().into(), alias.routes());
        }
        Ok(json!({"updateDate": seconds(now)}))
    }
}
