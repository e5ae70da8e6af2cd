use apoyo_engine::{Arn, Prepared};
use serde::Deserialize;
use serde_json::json;

use crate::step_functions::configuration::{Configuration, Encryption, Logging, Tracing};
use crate::step_functions::definition::prepared;
use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::registry::{
    Created, MachineRecord, MachineType, Registry, RevisionRecord, Tag, Tags,
};
use crate::step_functions::reply::{object, seconds};
use crate::step_functions::service::{living, revision_of};
use crate::step_functions::shape::{
    ARN, DEFINITION, DESCRIPTION, ENCRYPTION, LOGGING, Member, NAME, STATE_MACHINE_TYPE, Shape, TAG_LIST,
    TRACING, optional, required,
};
use crate::step_functions::{ApiError, StepFunctions};

/// Most state machines of an account in a region.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>.
const MOST_MACHINES: usize = 10_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateStateMachine {
    name: String,
    definition: String,
    role_arn: String,
    r#type: Option<MachineType>,
    logging_configuration: Option<Logging>,
    tags: Option<Vec<Tag>>,
    tracing_configuration: Option<Tracing>,
    publish: Option<bool>,
    version_description: Option<String>,
    encryption_configuration: Option<Encryption>,
}

impl Operation for CreateStateMachine {
    const NAME: &'static str = "CreateStateMachine";
    const MEMBERS: &'static [Member] = &[
        required("name", NAME),
        required("definition", DEFINITION),
        required("roleArn", ARN),
        optional("type", STATE_MACHINE_TYPE),
        LOGGING,
        optional("tags", TAG_LIST),
        TRACING,
        optional("publish", Shape::Flag),
        optional("versionDescription", DESCRIPTION),
        ENCRYPTION,
    ];

    async fn call(self, api: &StepFunctions) -> Reply {
        let publish = check_publish(self.publish, self.version_description.as_ref())?;
        check_role(&self.role_arn)?;
        let parts = (self.logging_configuration, self.tracing_configuration, self.encryption_configuration);
        let configuration = Configuration::default().changed(parts)?;
        let tags = Tags::of(self.tags.unwrap_or_default())?;
        let machine_type = self.r#type.unwrap_or_default();
        let definition = prepared(&self.definition, machine_type)?;
        let revision = RevisionRecord {
            name: self.name,
            machine_type,
            definition: definition.text().clone(),
            role_arn: self.role_arn,
            configuration,
            revision_id: None,
            update_date: api.now(),
        };
        let created = Created { publish, version_description: self.version_description, version: None };
        create(api, (revision, definition), (created, tags))
    }
}

/// Makes the machine, in one step, so that of two calls with one name only one does.
fn create(
    api: &StepFunctions,
    (revision, definition): (RevisionRecord, Prepared),
    (created, tags): (Created, Tags),
) -> Reply {
    let mut registry = api.registry();
    let arn = api.engine().realm().state_machine(&revision.name);
    if registry.machines.contains_key(&arn) {
        living(&mut registry, (&arn, arn.as_str()))?;
        return known(&registry, &arn, (&revision, &created));
    }
    if registry.machines.len() >= MOST_MACHINES {
        let text = format!("The maximum number of state machines has been reached: {MOST_MACHINES}");
        return Err(ApiError::new("StateMachineLimitExceeded", text));
    }
    let number = registry.add_revision(revision.clone());
    let deployed = revision_of(&revision, number, definition);
    if let Err(refused) = api.engine().put_revision(&arn, deployed.clone()) {
        registry.revisions.remove(&number);
        return Err(refused.into());
    }
    let mut machine = MachineRecord {
        serial: registry.next_serial(),
        arn: arn.clone(),
        name: revision.name,
        machine_type: revision.machine_type,
        creation_date: revision.update_date,
        current: number,
        created,
        last_version: 0,
        versions: std::collections::BTreeMap::new(),
        aliases: std::collections::BTreeMap::new(),
        tags,
        is_deleting: false,
    };
    if machine.created.publish {
        let version = machine.publish(machine.created.version_description.clone(), revision.update_date);
        machine.created.version = Some(version);
        api.engine().put_revision(&machine.version_arn(version), deployed)?;
    }
    let reply = reply(&machine);
    registry.machines.insert(arn, machine);
    Ok(reply)
}

/// The same call again gives the same answer; role and tags do not make it another.
fn known(registry: &Registry, arn: &Arn, (revision, created): (&RevisionRecord, &Created)) -> Reply {
    let machine = &registry.machines[arn];
    let is_same = registry.current(machine).is_some_and(|current| {
        current.definition == revision.definition
            && current.machine_type == revision.machine_type
            && current.configuration == revision.configuration
            && machine.created.publish == created.publish
            && machine.created.version_description == created.version_description
    });
    if is_same {
        return Ok(reply(machine));
    }
    Err(ApiError::new("StateMachineAlreadyExists", format!("State Machine Already Exists: '{arn}'")))
}

fn reply(machine: &MachineRecord) -> serde_json::Value {
    object([
        ("stateMachineArn", Some(json!(machine.arn))),
        ("creationDate", Some(seconds(machine.creation_date))),
        ("stateMachineVersionArn", machine.created.version.map(|number| json!(machine.version_arn(number)))),
    ])
}

/// Whether a version is to be published.
///
/// # Errors
/// `ValidationException` for the description of a version that is not.
pub(super) fn check_publish(publish: Option<bool>, description: Option<&String>) -> Result<bool, ApiError> {
    match (publish.unwrap_or_default(), description) {
        (false, Some(_)) => {
            Err(ApiError::validation("Version description can only be set when publish is true"))
        }
        (publish, _) => Ok(publish),
    }
}

/// Whether a text can be the ARN of a role; whether the role is there nobody here knows.
///
/// # Errors
/// `InvalidArn` where it cannot.
pub(super) fn check_role(arn: &str) -> Result<(), ApiError> {
    let is_role = matches!(arn.splitn(6, ':').collect::<Vec<_>>()[..],
        ["arn", partition, "iam", "", _, role] if partition.starts_with("aws") && role.starts_with("role/"));
    if is_role { Ok(()) } else { Err(ApiError::new("InvalidArn", format!("Invalid Role Arn: '{arn}'"))) }
}
