use std::sync::Arc;

use anyhow::{Context, bail};
use apoyo_engine::{
    Arn, Engine, Failure, HistoryEvent, HistoryRequest, MAP_CONCURRENCY, MemoryStore, Parts, Prepared, Realm,
    Revision,
};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{mpsc, oneshot};

use super::idle_clock::IdleClock;
use super::objects::objects;
use super::outcome::{Outcome, Stop};
use super::plan::{MachinePlan, Plan};
use super::stand_in::StandIn;
use crate::asl::refusal::Refusal;
use crate::services::Callees;

/// The role that executions are told they have.
const ROLE: &str = "arn:aws:iam::000000000000:role/apoyo";

/// Runs a plan to its end. Ctrl-C stops the execution; a second one leaves it behind.
pub(super) fn run(plan: Plan) -> anyhow::Result<Outcome> {
    let (outcome_sender, mut outcome) = oneshot::channel();
    let (stop, stopped) = mpsc::channel(1);
    std::thread::Builder::new()
        .name("engine".to_owned())
        .spawn(move || {
            // The other side is gone only after a second Ctrl-C.
            let _ = outcome_sender.send(on_this_thread(plan, stopped));
        })
        .context("failed to start a thread")?;
    let runtime = Builder::new_current_thread().enable_all().build().context("failed to wait for Ctrl-C")?;
    runtime.block_on(async {
        let mut is_stopping = false;
        loop {
            tokio::select! {
                biased;
                outcome = &mut outcome => return outcome.context("the engine's thread panicked")?,
                _ = tokio::signal::ctrl_c() => {
                    if is_stopping {
                        bail!("left behind: the execution did not stop");
                    }
                    is_stopping = true;
                    // Full means that it is told already.
                    let _ = stop.try_send(());
                }
            }
        }
    })
}

/// An engine on this thread alone, whose clock is told when the thread has nothing to do.
fn on_this_thread(plan: Plan, stopped: mpsc::Receiver<()>) -> anyhow::Result<Outcome> {
    let clock = IdleClock::new(plan.skips);
    let idle = clock.clone();
    let runtime: Runtime = Builder::new_current_thread()
        .enable_all()
        .on_thread_park(move || idle.idle())
        .build()
        .context("failed to start the engine")?;
    // A task of its own: what `block_on` itself is given may be woken while the thread counts as idle.
    let outcome = runtime.block_on(async { tokio::spawn(execute(plan, clock, stopped)).await });
    runtime.shutdown_background();
    outcome.context("the run panicked")?
}

async fn execute(plan: Plan, clock: IdleClock, mut stopped: mpsc::Receiver<()>) -> anyhow::Result<Outcome> {
    let (faults, mut fault) = mpsc::unbounded_channel();
    let callees = Callees::new(plan.commands.clone(), plan.endpoints.clone());
    let engine = Engine::start(Parts {
        clock: Arc::new(clock.clone()),
        store: Arc::new(MemoryStore::default()),
        tasks: Arc::new(StandIn::new(&plan.mocks, callees, (clock.clone(), faults))),
        objects: objects(plan.data.as_ref(), &clock),
        realm: Realm::default(),
        seed: crate::clock::now().as_microsecond().unsigned_abs(),
        map_concurrency: MAP_CONCURRENCY,
    });
    let execution = start(&engine, &plan).await?;
    let stop = tokio::select! {
        biased;
        ended = engine.wait_for_end(&execution) => ended.map(|_| None)?,
        Some(fault) = fault.recv() => Some(Stop::Mock(fault)),
        _ = stopped.recv() => Some(Stop::Asked),
        () = stuck(&clock) => Some(Stop::Stuck),
    };
    if let Some(stop) = &stop {
        engine.stop_execution(&execution, Failure { error: None, cause: Some(stop.to_string()) })?;
    }
    let description = engine.wait_for_end(&execution).await?;
    let events = if plan.with_history { history(&engine, &execution).await? } else { Vec::new() };
    Ok(Outcome { description, events, stop })
}

/// Told twice, since the first word may be from before the execution began.
async fn stuck(clock: &IdleClock) {
    clock.stuck().await;
    clock.stuck().await;
}

async fn start(engine: &Engine, plan: &Plan) -> anyhow::Result<Arn> {
    let machines = std::iter::once(&plan.machine).chain(&plan.others);
    for machine in machines {
        let definition = (machine.definition.as_str(), ROLE);
        engine
            .create_state_machine(&machine.name, machine.machine_type, definition)
            .map_err(|error| refused(&error))?;
    }
    for machine in &plan.others {
        for arn in arns_of(plan, machine) {
            let definition =
                Prepared::of(&machine.definition, machine.machine_type).map_err(|error| refused(&error))?;
            let (name, role_arn) = (machine.name.clone(), ROLE.to_owned());
            engine
                .put_revision(&arn, Revision { name, number: 0, role_arn, definition })
                .map_err(|error| refused(&error))?;
        }
    }
    let machine = engine.realm().state_machine(&plan.machine.name);
    let started = engine.start_execution(&machine, plan.execution_name.as_deref(), &plan.input).await;
    Ok(started.map_err(|error| refused(&error))?.execution_arn)
}

/// The ARNs by which tasks start a machine, whatever region and account they name.
fn arns_of(plan: &Plan, machine: &MachinePlan) -> Vec<Arn> {
    let tasks = std::iter::once(&plan.machine).chain(&plan.others).flat_map(|other| &other.tasks);
    let named = tasks.filter_map(|task| task.machine.as_deref());
    named.filter(|arn| arn.rsplit(':').next() == Some(&machine.name)).map(Arn::from).collect()
}

fn refused(error: &apoyo_engine::Error) -> Refusal {
    Refusal(format!("{}: {error}", error.name()))
}

/// The whole history as `GetExecutionHistory` shows it, oldest first.
async fn history(engine: &Engine, execution: &Arn) -> anyhow::Result<Vec<Value>> {
    let mut events: Vec<Value> = Vec::new();
    let mut request = HistoryRequest { max_results: 1_000, ..HistoryRequest::default() };
    loop {
        let page = engine.get_execution_history(execution, request).await?;
        events.extend(page.events.iter().map(HistoryEvent::to_api));
        match page.next {
            Some(next) => request.after = next,
            None => return Ok(events),
        }
    }
}
