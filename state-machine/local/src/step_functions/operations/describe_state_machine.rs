use serde::Deserialize;
use serde_json::{Value, json};

use super::describe_execution::IncludedData;
use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::registry::Registry;
use crate::step_functions::reply::{object, seconds};
use crate::step_functions::resource_arn::{MachineArn, Qualifier};
use crate::step_functions::shape::{ARN, INCLUDED_DATA, Member, optional, required};
use crate::step_functions::{ApiError, StepFunctions};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DescribeStateMachine {
    state_machine_arn: String,
    included_data: Option<IncludedData>,
}

impl Operation for DescribeStateMachine {
    const NAME: &'static str = "DescribeStateMachine";
    const MEMBERS: &'static [Member] =
        &[required("stateMachineArn", ARN), optional("includedData", INCLUDED_DATA)];

    /// By its own ARN a machine shows its latest revision, by that of a version the version's; an alias is no machine.
    async fn call(self, api: &StepFunctions) -> Reply {
        let arn = MachineArn::without_label(&self.state_machine_arn)?;
        let registry = api.registry();
        let included = self.included_data.unwrap_or_default();
        let described = described(&registry, (&arn, &self.state_machine_arn), included);
        described.ok_or_else(|| ApiError::no_state_machine(&self.state_machine_arn))
    }
}

fn described(
    registry: &Registry,
    (arn, asked): (&MachineArn, &str),
    included: IncludedData,
) -> Option<Value> {
    let machine = registry.machines.get(&arn.machine)?;
    let version = match arn.qualifier {
        Qualifier::None => None,
        Qualifier::Version(number) => Some(machine.versions.get(&number)?),
        Qualifier::Alias(_) | Qualifier::Label => return None,
    };
    let revision = registry.revisions.get(&version.map_or(machine.current, |version| version.revision))?;
    let created = version.map_or(machine.creation_date, |version| version.creation_date);
    let references = included.data(StepFunctions::variable_references(&revision.definition)).flatten();
    Some(object([
        ("stateMachineArn", Some(asked.into())),
        ("name", Some(json!(machine.name))),
        ("status", Some(if machine.is_deleting { "DELETING" } else { "ACTIVE" }.into())),
        ("definition", Some(included.data(&*revision.definition).unwrap_or("{}").into())),
        ("roleArn", Some(json!(revision.role_arn))),
        ("type", Some(json!(revision.machine_type))),
        ("creationDate", Some(seconds(created))),
        ("loggingConfiguration", Some(revision.configuration.logging_reply())),
        ("tracingConfiguration", Some(revision.configuration.tracing_reply())),
        ("encryptionConfiguration", Some(revision.configuration.encryption_reply())),
        ("revisionId", revision.revision_id.as_deref().map(Value::from)),
        ("description", version.and_then(|version| version.description.as_deref()).map(Value::from)),
        ("variableReferences", references),
    ]))
}
