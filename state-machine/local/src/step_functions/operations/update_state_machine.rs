use apoyo_engine::{Arn, Prepared};
use serde::Deserialize;
use serde_json::{Value, json};

use super::create_state_machine::{check_publish, check_role};
use super::publish_state_machine_version::publish;
use crate::step_functions::configuration::{Encryption, Logging, Tracing};
use crate::step_functions::definition::prepared;
use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::registry::{Registry, RevisionRecord};
use crate::step_functions::reply::{object, seconds};
use crate::step_functions::resource_arn::{MachineArn, Qualifier};
use crate::step_functions::service::{living, revision_of};
use crate::step_functions::shape::{
    ARN, DEFINITION, DESCRIPTION, ENCRYPTION, LOGGING, Member, Shape, TRACING, optional, required,
};
use crate::step_functions::{ApiError, StepFunctions};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UpdateStateMachine {
    state_machine_arn: String,
    definition: Option<String>,
    role_arn: Option<String>,
    logging_configuration: Option<Logging>,
    tracing_configuration: Option<Tracing>,
    publish: Option<bool>,
    version_description: Option<String>,
    encryption_configuration: Option<Encryption>,
}

impl Operation for UpdateStateMachine {
    const NAME: &'static str = "UpdateStateMachine";
    const MEMBERS: &'static [Member] = &[
        required("stateMachineArn", ARN),
        optional("definition", DEFINITION),
        optional("roleArn", ARN),
        LOGGING,
        TRACING,
        optional("publish", Shape::Flag),
        optional("versionDescription", DESCRIPTION),
        ENCRYPTION,
    ];

    /// An update that changes nothing makes no revision. Executions that run keep theirs.
    async fn call(mut self, api: &StepFunctions) -> Reply {
        let arn = MachineArn::without_label(&self.state_machine_arn)?;
        let wants_version = check_publish(self.publish, self.version_description.as_ref())?;
        let now = api.now();
        let mut registry = api.registry();
        if arn.qualifier != Qualifier::None {
            return Err(ApiError::no_state_machine(&self.state_machine_arn));
        }
        living(&mut registry, (&arn.machine, &self.state_machine_arn))?;
        self.check_presence()?;
        self.role_arn.as_deref().map_or(Ok(()), check_role)?;
        let description = self.version_description.take();
        self.revise(api, &mut registry, &arn.machine)?;
        let publish = || publish(api, &mut registry, &arn.machine, (description, now));
        let version = if wants_version { Some(publish()?) } else { None };
        let machine = &registry.machines[&arn.machine];
        let revision_id = registry.current(machine).and_then(|revision| revision.revision_id.as_deref());
        Ok(object([
            ("updateDate", Some(seconds(now))),
            ("revisionId", revision_id.map(Value::from)),
            ("stateMachineVersionArn", version.map(|number| json!(machine.version_arn(number)))),
        ]))
    }
}

impl UpdateStateMachine {
    fn check_presence(&self) -> Result<(), ApiError> {
        let given = [
            self.definition.is_some(),
            self.role_arn.is_some(),
            self.logging_configuration.is_some(),
            self.tracing_configuration.is_some(),
            self.encryption_configuration.is_some(),
        ];
        if given.contains(&true) {
            return Ok(());
        }
        Err(ApiError::new(
            "MissingRequiredParameter",
            "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified",
        ))
    }

    /// Makes what is asked for the latest revision, where it is another than that.
    fn revise(self, api: &StepFunctions, registry: &mut Registry, machine: &Arn) -> Result<(), ApiError> {
        let record = &registry.machines[machine];
        let Some(before) = registry.current(record) else {
            return Err(ApiError::no_state_machine(machine.as_str()));
        };
        let parts = (self.logging_configuration, self.tracing_configuration, self.encryption_configuration);
        let definition = match &self.definition {
            Some(text) => prepared(text, before.machine_type)?,
            // It was checked when it came.
            None => Prepared::of(&before.definition, before.machine_type.into())?,
        };
        let mut revision = RevisionRecord {
            definition: definition.text().clone(),
            role_arn: self.role_arn.unwrap_or_else(|| before.role_arn.clone()),
            configuration: before.configuration.changed(parts)?,
            update_date: api.now(),
            ..before.clone()
        };
        if revision.is_same_as(before) {
            return Ok(());
        }
        let number = registry.next_serial();
        revision.revision_id = Some(revision_id(machine, number));
        api.engine().put_revision(machine, revision_of(&revision, number, definition))?;
        registry.revisions.insert(number, revision);
        if let Some(record) = registry.machines.get_mut(machine) {
            record.current = number;
        }
        // No execution begins with the revision before any more.
        registry.forget_unused(&api.engine().revisions_in_use());
        Ok(())
    }
}

/// An id that no other revision has.
fn revision_id(machine: &Arn, number: u64) -> String {
    uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, format!("{machine}@{number}").as_bytes()).to_string()
}
