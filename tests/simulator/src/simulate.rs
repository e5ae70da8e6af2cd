use std::sync::Arc;

use apoyo_delete::Retention;
use apoyo_list::BatchLane;
use tokio::runtime::Builder;
use tokio::task::LocalSet;

use crate::driver::Driver;
use crate::functions::Functions;
use crate::jobs::Jobs;
use crate::sandboxes::Sandboxes;
use crate::schedule::{Kept, Schedule};
use crate::steps::{EngineSlot, Steps};
use crate::tally::Tally;
use crate::trace::Trace;
use crate::world::World;
use crate::{Fault, connector};

/// What came of a simulation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What is broken of what is promised; `None` where all of it held.
    pub broken: Option<String>,
    /// What was met.
    pub tally: Tally,
    /// What happened, where it was asked for.
    pub trace: Vec<String>,
}

/// Simulates a schedule; the same one comes out the same.
///
/// # Panics
/// When no thread can be had for looking at photos.
pub fn simulate(schedule: &Schedule) -> Outcome {
    simulated(schedule, Trace::default())
}

/// Simulates a schedule, and tells what happened.
///
/// # Panics
/// As [`simulate`].
pub fn traced(schedule: &Schedule) -> Outcome {
    simulated(schedule, Trace::kept())
}

/// Of a schedule that breaks something, one with as few kinds of faults as break something.
pub fn reduced(schedule: Schedule) -> Schedule {
    schedule.faults.kinds().fold(schedule, |schedule, fault: Fault| {
        let smaller = schedule.clone().without(fault);
        if simulate(&smaller).broken.is_some() { smaller } else { schedule }
    })
}

fn simulated(schedule: &Schedule, trace: Trace) -> Outcome {
    let world = Arc::new(World::default());
    let idle = Arc::clone(&world);
    let runtime = Builder::new_current_thread().on_thread_park(move || idle.is_idle()).build();
    let runtime = runtime.expect("a runtime without drivers needs nothing of the system");
    let mut driver = driver(schedule, &world, trace);
    let broken = LocalSet::new().block_on(&runtime, async {
        driver.trouble(&schedule.photos).await?;
        driver.clean_executions().await
    });
    Outcome { broken: broken.err(), tally: driver.tally, trace: driver.trace.into_lines() }
}

fn driver(schedule: &Schedule, world: &Arc<World>, trace: Trace) -> Driver {
    let slot = EngineSlot::default();
    let retention = match schedule.retention {
        Kept::InTrash => Retention::default(),
        Kept::Not => Retention::None,
    };
    let bucket = connector::bucket(world, schedule.mutant);
    let sandboxes = Arc::new(Sandboxes::new(Arc::clone(world)));
    let jobs = Jobs::new(Arc::clone(world), bucket.clone(), Arc::clone(&sandboxes));
    let steps = Steps::new((Arc::clone(world), bucket), retention, (Arc::clone(&slot), BatchLane::Deployed));
    let functions = Functions { world: Arc::clone(world), steps: Arc::new(steps), sandboxes };
    Driver::new(schedule, (Arc::clone(world), slot), (functions, jobs), trace)
}
