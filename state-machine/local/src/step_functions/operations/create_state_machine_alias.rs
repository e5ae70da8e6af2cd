use serde::Deserialize;
use serde_json::json;

use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::registry::{Alias, MachineRecord, Routing, check_routes};
use crate::step_functions::reply::seconds;
use crate::step_functions::service::living;
use crate::step_functions::shape::{ALIAS_NAME, DESCRIPTION, Member, ROUTING, optional, required};
use crate::step_functions::{ApiError, StepFunctions};

/// Most aliases of a machine; see `CreateStateMachineAlias`.
const MOST_ALIASES: usize = 100;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateStateMachineAlias {
    description: Option<String>,
    name: String,
    routing_configuration: Vec<Routing>,
}

impl Operation for CreateStateMachineAlias {
    const NAME: &'static str = "CreateStateMachineAlias";
    const MEMBERS: &'static [Member] = &[
        optional("description", DESCRIPTION),
        required("name", ALIAS_NAME),
        required("routingConfiguration", ROUTING),
    ];

    async fn call(self, api: &StepFunctions) -> Reply {
        let machine_arn = check_routes(&self.routing_configuration)?;
        let now = api.now();
        let mut registry = api.registry();
        let serial = registry.next_serial();
        let asked = self.routing_configuration[0].state_machine_version_arn.clone();
        let machine = living(&mut registry, (&machine_arn, asked.as_str()))
            .map_err(|error| absent_machine(error, asked.as_str()))?;
        check_versions(machine, &self.routing_configuration)?;
        if let Some(known) = machine.aliases.get(&self.name) {
            check_same(known, &self)?;
        } else if machine.aliases.len() >= MOST_ALIASES {
            let text = format!("A state machine has at most {MOST_ALIASES} aliases: '{machine_arn}'");
            return Err(ApiError::new("ServiceQuotaExceededException", text));
        }
        let alias_arn = machine.alias_arn(&self.name);
        let alias = machine.aliases.entry(self.name).or_insert_with(|| Alias {
            serial,
            description: self.description,
            routing: self.routing_configuration,
            creation_date: now,
            update_date: now,
        });
        api.engine().put_alias(&alias_arn, alias.routes());
        Ok(json!({"stateMachineAliasArn": alias_arn, "creationDate": seconds(alias.creation_date)}))
    }
}

/// Operations on aliases call a machine that is not there a resource.
pub(super) fn absent_machine(error: ApiError, asked: &str) -> ApiError {
    if error.code == "StateMachineDoesNotExist" { ApiError::resource_not_found(asked) } else { error }
}

/// Whether every version that a routing leads to is there.
///
/// # Errors
/// `ResourceNotFound` where one is not.
pub(super) fn check_versions(machine: &MachineRecord, routing: &[Routing]) -> Result<(), ApiError> {
    let arns: Vec<_> = machine.versions.keys().map(|number| machine.version_arn(*number)).collect();
    let missing = routing.iter().find(|route| !arns.contains(&route.state_machine_version_arn));
    match missing {
        Some(route) => Err(ApiError::resource_not_found(route.state_machine_version_arn.as_str())),
        None => Ok(()),
    }
}

fn check_same(known: &Alias, asked: &CreateStateMachineAlias) -> Result<(), ApiError> {
    let what = if known.routing != asked.routing_configuration {
        "routing configuration"
    } else if known.description != asked.description {
        "description"
    } else {
        return Ok(());
    };
    Err(ApiError::new(
        "ConflictException",
        format!(
            "Failed to create alias because an alias with the same name and a different {what} already exists."
        ),
    ))
}
