use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock};

use apoyo_asl::MachineType;
use apoyo_engine::{
    BatchRunner, Engine, LambdaRunner, MemoryStore, Parts, Prepared, Realm, Revision, TaskRouter,
};
use apoyo_triage::{Calls, Job, definition_with};

use crate::functions::Functions;
use crate::jobs::Jobs;
use crate::map_io::MapIo;
use crate::time::Time;
use crate::world::World;

/// Name of the state machine.
pub(crate) const MACHINE: &str = "triage";

/// Compiled once for all simulations.
static PREPARED: LazyLock<Prepared> = LazyLock::new(|| {
    let job =
        Job { queue: "queue".to_owned(), definition: "worker".to_owned(), platform: Job::ECS.to_owned() };
    let definition = definition_with(&Calls::in_process(job)).to_pretty_json();
    Prepared::of(&definition, MachineType::Standard).expect("the definition that is deployed is valid")
});

/// The engine with the photo state machine, over what an engine before it has stored.
pub(crate) fn start(
    world: &Arc<World>,
    (store, seed): (&Arc<MemoryStore>, u64),
    (functions, jobs): (Functions, Jobs),
) -> Engine {
    let tasks = TaskRouter::default()
        .route("arn:aws:states:::lambda:invoke", LambdaRunner(functions))
        .route("arn:aws:states:::batch:", BatchRunner::new(jobs));
    let engine = Engine::start(Parts {
        clock: Arc::new(Time(Arc::clone(world))),
        store: Arc::clone(store) as Arc<dyn apoyo_engine::Store>,
        tasks: Arc::new(tasks),
        objects: Arc::new(MapIo(Arc::clone(world))),
        realm: Realm::default(),
        seed,
        map_concurrency: NonZeroUsize::MIN.saturating_add(1),
    });
    engine
        .put_revision(&Realm::default().state_machine(MACHINE), revision())
        .expect("the machine's name is allowed");
    engine
}

/// The revision that every execution runs.
pub(crate) fn revision() -> Revision {
    Revision {
        name: MACHINE.to_owned(),
        number: 1,
        role_arn: "simulated".to_owned(),
        definition: PREPARED.clone(),
    }
}
