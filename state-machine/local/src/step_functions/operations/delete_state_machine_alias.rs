use serde::Deserialize;
use serde_json::json;

use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::resource_arn::{MachineArn, Qualifier};
use crate::step_functions::shape::{ARN, Member, required};
use crate::step_functions::{ApiError, StepFunctions};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DeleteStateMachineAlias {
    state_machine_alias_arn: String,
}

impl Operation for DeleteStateMachineAlias {
    const NAME: &'static str = "DeleteStateMachineAlias";
    const MEMBERS: &'static [Member] = &[required("stateMachineAliasArn", ARN)];

    async fn call(self, api: &StepFunctions) -> Reply {
        let (machine, alias) = alias_of(&self.state_machine_alias_arn)?;
        let mut registry = api.registry();
        let machine = registry.machines.get_mut(&machine.machine);
        if machine.and_then(|machine| machine.aliases.remove(&alias)).is_none() {
            return Err(ApiError::resource_not_found(&self.state_machine_alias_arn));
        }
        api.engine().remove_target(&self.state_machine_alias_arn.as_str().into());
        Ok(json!({}))
    }
}

/// The machine and name that the ARN of an alias is made of.
///
/// # Errors
/// `InvalidArn` where it is of something else, `ValidationException` where it is of a machine or a version.
pub(super) fn alias_of(arn: &str) -> Result<(MachineArn, String), ApiError> {
    let parsed = MachineArn::without_label(arn)?;
    match parsed.qualifier.clone() {
        Qualifier::Alias(name) => Ok((parsed, name)),
        _ => Err(ApiError::validation(format!("A state machine alias ARN is required. Received: '{arn}'"))),
    }
}
