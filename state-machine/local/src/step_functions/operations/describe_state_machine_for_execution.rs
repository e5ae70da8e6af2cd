use apoyo_engine::{Arn, ExecutionDescription};
use serde::Deserialize;
use serde_json::{Value, json};

use super::describe_execution::{IncludedData, found};
use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::registry::RevisionRecord;
use crate::step_functions::reply::{object, seconds};
use crate::step_functions::shape::{ARN, INCLUDED_DATA, Member, optional, required};
use crate::step_functions::{ApiError, StepFunctions};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DescribeStateMachineForExecution {
    execution_arn: String,
    included_data: Option<IncludedData>,
}

impl Operation for DescribeStateMachineForExecution {
    const NAME: &'static str = "DescribeStateMachineForExecution";
    const MEMBERS: &'static [Member] =
        &[required("executionArn", ARN), optional("includedData", INCLUDED_DATA)];

    /// The revision that the execution runs, also where the machine is another by now, or gone.
    async fn call(self, api: &StepFunctions) -> Reply {
        let execution = found(api, &self.execution_arn)?;
        let registry = api.registry();
        let revision = registry.revisions.get(&execution.revision);
        let revision = revision.ok_or_else(|| ApiError::no_execution(&self.execution_arn))?;
        Ok(reply(&execution, revision, self.included_data.unwrap_or_default()))
    }
}

fn reply(execution: &ExecutionDescription, revision: &RevisionRecord, included: IncludedData) -> Value {
    let references = included.data(StepFunctions::variable_references(&revision.definition)).flatten();
    let child = execution.child.as_ref();
    object([
        ("stateMachineArn", Some(json!(execution.state_machine_arn))),
        ("name", Some(name(&execution.state_machine_arn).into())),
        ("definition", Some(included.data(&*revision.definition).unwrap_or("{}").into())),
        ("roleArn", Some(json!(revision.role_arn))),
        ("updateDate", Some(seconds(revision.update_date))),
        ("loggingConfiguration", Some(revision.configuration.logging_reply())),
        ("tracingConfiguration", Some(revision.configuration.tracing_reply())),
        ("encryptionConfiguration", Some(revision.configuration.encryption_reply())),
        ("mapRunArn", child.map(|child| json!(child.map_run_arn))),
        ("label", child.and_then(|_| execution.state_machine_arn.name().split('/').nth(1)).map(Value::from)),
        ("revisionId", revision.revision_id.as_deref().map(Value::from)),
        ("variableReferences", references),
    ])
}

fn name(machine: &Arn) -> &str {
    machine.name().split('/').next().unwrap_or_default()
}
