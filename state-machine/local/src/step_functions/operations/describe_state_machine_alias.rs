use serde::Deserialize;
use serde_json::{Value, json};

use super::delete_state_machine_alias::alias_of;
use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::reply::{object, seconds};
use crate::step_functions::shape::{ARN, Member, required};
use crate::step_functions::{ApiError, StepFunctions};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DescribeStateMachineAlias {
    state_machine_alias_arn: String,
}

impl Operation for DescribeStateMachineAlias {
    const NAME: &'static str = "DescribeStateMachineAlias";
    const MEMBERS: &'static [Member] = &[required("stateMachineAliasArn", ARN)];

    async fn call(self, api: &StepFunctions) -> Reply {
        let (arn, name) = alias_of(&self.state_machine_alias_arn)?;
        let registry = api.registry();
        let alias = registry.machines.get(&arn.machine).and_then(|machine| machine.aliases.get(&name));
        let alias = alias.ok_or_else(|| ApiError::resource_not_found(&self.state_machine_alias_arn))?;
        Ok(object([
            ("stateMachineAliasArn", Some(json!(self.state_machine_alias_arn))),
            ("name", Some(json!(name))),
            ("description", alias.description.as_deref().map(Value::from)),
            ("routingConfiguration", Some(json!(alias.routing))),
            ("creationDate", Some(seconds(alias.creation_date))),
            ("updateDate", Some(seconds(alias.update_date))),
        ]))
    }
}
