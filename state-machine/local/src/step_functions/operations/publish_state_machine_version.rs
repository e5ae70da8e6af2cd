use apoyo_engine::{Arn, Prepared};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::registry::Registry;
use crate::step_functions::reply::seconds;
use crate::step_functions::resource_arn::{MachineArn, Qualifier};
use crate::step_functions::service::{living, revision_of};
use crate::step_functions::shape::{ARN, DESCRIPTION, Member, REVISION_ID, optional, required};
use crate::step_functions::{ApiError, StepFunctions};

/// What the first revision of a machine is called where it must be named.
const INITIAL: &str = "INITIAL";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PublishStateMachineVersion {
    state_machine_arn: String,
    revision_id: Option<String>,
    description: Option<String>,
}

impl Operation for PublishStateMachineVersion {
    const NAME: &'static str = "PublishStateMachineVersion";
    const MEMBERS: &'static [Member] = &[
        required("stateMachineArn", ARN),
        optional("revisionId", REVISION_ID),
        optional("description", DESCRIPTION),
    ];

    /// A revision has one version: asked for again, it is the same.
    async fn call(self, api: &StepFunctions) -> Reply {
        let arn = MachineArn::without_label(&self.state_machine_arn)?;
        if arn.qualifier != Qualifier::None {
            return Err(ApiError::no_state_machine(&self.state_machine_arn));
        }
        let now = api.now();
        let mut registry = api.registry();
        living(&mut registry, (&arn.machine, &self.state_machine_arn))?;
        check_revision(&registry, &arn.machine, self.revision_id.as_deref())?;
        let number = publish(api, &mut registry, &arn.machine, (self.description, now))?;
        let machine = &registry.machines[&arn.machine];
        Ok(json!({
            "creationDate": seconds(machine.versions[&number].creation_date),
            "stateMachineVersionArn": machine.version_arn(number),
        }))
    }
}

fn check_revision(registry: &Registry, machine: &Arn, asked: Option<&str>) -> Result<(), ApiError> {
    let current = registry.current(&registry.machines[machine]);
    let current = current.and_then(|revision| revision.revision_id.as_deref());
    match asked {
        Some(asked) if asked != current.unwrap_or(INITIAL) => Err(ApiError::new(
            "ConflictException",
            format!(
                "Failed to publish the State Machine version for revision {asked}. The current State Machine revision is {}.",
                current.unwrap_or(INITIAL)
            ),
        )),
        _ => Ok(()),
    }
}

/// The number of the version of a machine's latest revision, which is made where there is none.
///
/// # Errors
/// `ServiceQuotaExceededException` where the machine has all versions that it can have.
pub(super) fn publish(
    api: &StepFunctions,
    registry: &mut Registry,
    machine: &Arn,
    (description, now): (Option<String>, Timestamp),
) -> Result<u64, ApiError> {
    let record = &registry.machines[machine];
    if let Some(number) = record.published() {
        return Ok(number);
    }
    if record.has_all_versions() {
        let text = format!("The state machine has as many versions as it can have: '{machine}'");
        return Err(ApiError::new("ServiceQuotaExceededException", text));
    }
    let number = record.current;
    let revision = registry.current(record).ok_or_else(|| ApiError::no_state_machine(machine.as_str()))?;
    let definition = Prepared::of(&revision.definition, revision.machine_type.into())?;
    let revision = revision_of(revision, number, definition);
    let Some(record) = registry.machines.get_mut(machine) else {
        return Err(ApiError::no_state_machine(machine.as_str()));
    };
    let version = record.publish(description, now);
    api.engine().put_revision(&record.version_arn(version), revision)?;
    Ok(version)
}
