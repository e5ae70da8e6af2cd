use serde::Deserialize;
use serde_json::json;

use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::resource_arn::MachineArn;
use crate::step_functions::shape::{LONG_ARN, Member, required};
use crate::step_functions::{ApiError, StepFunctions};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DeleteStateMachineVersion {
    state_machine_version_arn: String,
}

impl Operation for DeleteStateMachineVersion {
    const NAME: &'static str = "DeleteStateMachineVersion";
    const MEMBERS: &'static [Member] = &[required("stateMachineVersionArn", LONG_ARN)];

    /// One that is not there is deleted; executions of one that is go on.
    async fn call(self, api: &StepFunctions) -> Reply {
        let arn = MachineArn::without_label(&self.state_machine_version_arn)?;
        let Some(number) = arn.version() else {
            return Err(ApiError::validation(format!(
                "A state machine version ARN is required. Received: '{}'",
                self.state_machine_version_arn
            )));
        };
        let mut registry = api.registry();
        let Some(machine) = registry.machines.get_mut(&arn.machine) else { return Ok(json!({})) };
        let version_arn = machine.version_arn(number);
        let aliases = machine.aliases_of(&version_arn).join(", ");
        if !aliases.is_empty() {
            return Err(ApiError::new(
                "ConflictException",
                format!(
                    "Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [{aliases}]"
                ),
            ));
        }
        machine.versions.remove(&number);
        api.engine().remove_target(&version_arn);
        registry.forget_unused(&api.engine().revisions_in_use());
        Ok(json!({}))
    }
}
