use apoyo_engine::{ExecutionDescription, Prepared, Redrive, Revision};
use serde::Deserialize;
use serde_json::json;

use super::describe_execution::found;
use crate::step_functions::StepFunctions;
use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::reply::seconds;
use crate::step_functions::service::revision_of;
use crate::step_functions::shape::{ARN, CLIENT_TOKEN, Member, optional, required};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RedriveExecution {
    execution_arn: String,
    client_token: Option<String>,
}

impl Operation for RedriveExecution {
    const NAME: &'static str = "RedriveExecution";
    const MEMBERS: &'static [Member] =
        &[required("executionArn", ARN), optional("clientToken", CLIENT_TOKEN)];

    /// With the revision that the execution runs, whatever its machine is by now.
    async fn call(self, api: &StepFunctions) -> Reply {
        let execution = found(api, &self.execution_arn)?.execution_arn;
        let redrive = Redrive { execution: &execution, client_token: self.client_token.as_deref() };
        let redriven = api.engine().redrive_execution(redrive, |execution| revision(api, execution)).await?;
        Ok(json!({"redriveDate": seconds(redriven)}))
    }
}

/// The revision that an execution runs; none where its machine is gone or about to go.
fn revision(api: &StepFunctions, execution: &ExecutionDescription) -> Option<Revision> {
    let registry = api.registry();
    registry.machines.get(&execution.state_machine_arn).filter(|machine| !machine.is_deleting)?;
    let record = registry.revisions.get(&execution.revision)?;
    let prepared = Prepared::of(&record.definition, record.machine_type.into()).ok()?;
    Some(revision_of(record, execution.revision, prepared))
}
