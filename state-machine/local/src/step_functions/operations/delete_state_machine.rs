use serde::Deserialize;
use serde_json::json;

use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::resource_arn::{MachineArn, Qualifier};
use crate::step_functions::shape::{ARN, Member, required};
use crate::step_functions::{ApiError, StepFunctions, deletion};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DeleteStateMachine {
    state_machine_arn: String,
}

impl Operation for DeleteStateMachine {
    const NAME: &'static str = "DeleteStateMachine";
    const MEMBERS: &'static [Member] = &[required("stateMachineArn", ARN)];

    /// One that is not there is deleted. With the machine go its versions and aliases.
    async fn call(self, api: &StepFunctions) -> Reply {
        let arn = MachineArn::without_label(&self.state_machine_arn)?;
        if arn.qualifier != Qualifier::None {
            let text = format!("A version or alias is not deleted by this API: '{}'", self.state_machine_arn);
            return Err(ApiError::validation(text));
        }
        deletion::begin(api, &arn.machine);
        Ok(json!({}))
    }
}
