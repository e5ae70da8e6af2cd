use std::collections::BTreeMap;
use std::sync::Arc;

use apoyo_engine::{Arn, Engine, ExecutionDescription, Prepared, Resumption, Revision};

use super::registry::{Registry, RevisionRecord};
use super::service::revision_of;
use super::{ApiError, StepFunctions, deletion};

impl StepFunctions {
    /// Goes on where a process ended: with what its registry kept and what is in the engine's store.
    ///
    /// Executions that ran go on with the revisions that they run; every machine, version, alias and activity is there
    /// again; machines that were about to go, go. Call it before anything is started, in the tokio runtime of the engine.
    /// A definition that this program does not take any more keeps its machine from being started, and is logged.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn resume(engine: Arc<Engine>, mut registry: Registry) -> Result<(Self, Resumption), ApiError> {
        let prepared = prepared(&registry);
        let revision = |number: u64| {
            Some(revision_of(registry.revisions.get(&number)?, number, prepared.get(&number)?.clone()))
        };
        // First, since a task that goes on may start any of them.
        deploy(&engine, &registry, revision)?;
        let of_execution = |execution: &ExecutionDescription| revision(execution.revision);
        let resumption = engine.resume(of_execution).await?;
        // A revision that was started and not kept is lost; its number is not given to another.
        registry.skip_serials(resumption.highest_revision);
        let leaving: Vec<Arn> =
            registry.machines.values().filter(|it| it.is_deleting).map(|it| it.arn.clone()).collect();
        let api = Self::new(engine);
        *api.registry() = registry;
        for machine in &leaving {
            deletion::resume(&api, machine);
        }
        Ok((api, resumption))
    }
}

fn prepared(registry: &Registry) -> BTreeMap<u64, Prepared> {
    let prepare = |(number, revision): (&u64, &RevisionRecord)| {
        let prepared = Prepared::of(&revision.definition, revision.machine_type.into());
        let logged = prepared.inspect_err(|error| {
            tracing::error!(machine = %revision.name, %error, "a definition that was kept is not valid any more");
        });
        Some((*number, logged.ok()?))
    };
    registry.revisions.iter().filter_map(prepare).collect()
}

/// Makes everything startable that was.
fn deploy(
    engine: &Engine,
    registry: &Registry,
    revision: impl Fn(u64) -> Option<Revision>,
) -> Result<(), ApiError> {
    for machine in registry.machines.values().filter(|machine| !machine.is_deleting) {
        let versions = machine.versions.iter();
        let versions = versions.map(|(number, version)| (machine.version_arn(*number), version.revision));
        for (arn, number) in versions.chain([(machine.arn.clone(), machine.current)]) {
            if let Some(revision) = revision(number) {
                engine.put_revision(&arn, revision)?;
            }
        }
        for (name, alias) in &machine.aliases {
            engine.put_alias(&machine.alias_arn(name), alias.routes());
        }
    }
    for activity in registry.activities.values() {
        engine.create_activity(&activity.name)?;
    }
    Ok(())
}
