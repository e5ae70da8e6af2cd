//! Chooses what goes next, and what goes wrong with it.

use std::sync::{Arc, PoisonError};

use apoyo_engine::{Arn, MemoryStore, Status};
use tokio::sync::oneshot;

use crate::conservation::Conservation;
use crate::dice::Dice;
use crate::functions::Functions;
use crate::jobs::Jobs;
use crate::network::Network;
use crate::s3::Store;
use crate::schedule::{Action, Lane, Planned, Schedule, Upload};
use crate::steps::EngineSlot;
use crate::tally::Tally;
use crate::trace::Trace;
use crate::world::{Item, Matter, Passage, World};
use crate::{Fault, Faults};

/// Steps after which a simulation has gone astray: the longest that end take a tenth.
const MOST_STEPS: u64 = 30_000;

/// The simulation's one loop.
pub(crate) struct Driver {
    pub(crate) world: Arc<World>,
    pub(crate) functions: Functions,
    pub(crate) jobs: Jobs,
    pub(crate) slot: EngineSlot,
    pub(crate) dice: Dice,
    pub(crate) faults: Faults,
    pub(crate) per_mille: u64,
    pub(crate) network: Network,
    pub(crate) conservation: Conservation,
    pub(crate) tally: Tally,
    pub(crate) trace: Trace,
    pub(crate) histories: Arc<MemoryStore>,
    pub(crate) engines: u64,
    pub(crate) started: Vec<Arn>,
    plan: Vec<Planned>,
    pub(crate) lane: Lane,
    /// Steps so far of this part.
    steps: u64,
    pub(crate) seed: u64,
}

/// What is broken, or that the part of the simulation is over.
pub(crate) type Go = Result<(), String>;

impl Driver {
    pub(crate) fn new(
        schedule: &Schedule,
        (world, slot): (Arc<World>, EngineSlot),
        (functions, jobs): (Functions, Jobs),
        trace: Trace,
    ) -> Self {
        let mut plan = schedule.plan.clone();
        plan.sort_by_key(|planned| planned.after_steps.unwrap_or(u64::MAX));
        let store = Store::new(schedule.etags, schedule.page_objects);
        Self {
            world,
            functions,
            jobs,
            slot,
            dice: Dice::new(!schedule.seed),
            faults: schedule.faults,
            per_mille: schedule.per_mille,
            network: Network::new(store),
            conservation: Conservation::default(),
            tally: Tally::default(),
            trace,
            histories: Arc::new(MemoryStore::for_restarts()),
            engines: 0,
            started: Vec::new(),
            plan,
            lane: schedule.lane,
            steps: 0,
            seed: schedule.seed,
        }
    }

    /// Uploads the first photos, carries out the plan, and lets everything come to its end.
    pub(crate) async fn trouble(&mut self, photos: &[Upload]) -> Go {
        for photo in photos {
            self.upload(photo);
        }
        self.start_engine().await?;
        self.run().await
    }

    /// Executions without any fault, until nothing waits. One is enough, but where tools gave photos of one name checksums
    /// that cannot be compared: the half-done claim of an execution that ended may then be another photo's, and one that
    /// waits yields to it once.
    pub(crate) async fn clean_executions(&mut self) -> Go {
        self.faults = Faults::NONE;
        self.trace.say(self.world.now_ms(), "no faults from here on");
        self.clean_execution().await?;
        if self.conservation.may_need_another_execution(self.network.store()) {
            self.clean_execution().await?;
        }
        self.conservation.at_rest(self.network.store())
    }

    async fn clean_execution(&mut self) -> Go {
        self.plan = vec![Planned::LAST_START];
        self.steps = 0;
        self.run().await?;
        let Some(last) = self.started.last().cloned() else { return Err("nothing was started".to_owned()) };
        let ended = self.description(&last).ok_or("the clean execution is not known")?;
        if ended.status != Status::Succeeded {
            return Err(format!("the clean execution ended {:?}: {:?}", ended.status, ended.failure));
        }
        Ok(())
    }

    /// Until nothing is under way and nothing is planned.
    async fn run(&mut self) -> Go {
        loop {
            self.world.quiet().await;
            self.world.tidy();
            if let Some(action) = self.due() {
                self.act(action).await?;
                continue;
            }
            let ready = self.world.ready();
            let next_ms = self.world.next_ready_ms();
            match (ready.is_empty(), next_ms) {
                (true, None) => match self.next_planned() {
                    Some(action) => self.act(action).await?,
                    None => return self.all_have_ended(),
                },
                (true, Some(ms)) => self.world.advance_to(ms),
                (false, Some(ms)) if self.time_flies() => {
                    self.tally.met(Fault::TimeFlies);
                    self.world.advance_to(ms);
                }
                (false, _) => self.go_on(&ready)?,
            }
            self.steps += 1;
            self.tally.steps += 1;
            if self.steps > MOST_STEPS {
                return Err(format!("it does not come to rest in {MOST_STEPS} steps"));
            }
        }
    }

    fn time_flies(&mut self) -> bool {
        self.dice.chance(20) && self.faults.has(Fault::TimeFlies)
    }

    /// Lets one of what is ready go on.
    fn go_on(&mut self, ready: &[u64]) -> Go {
        let any = self.dice.below(ready.len());
        let first = ready.iter().copied().min();
        let chosen = match first {
            Some(first) if !self.faults.has(Fault::Reordered) => first,
            _ => {
                if first != Some(ready[any]) {
                    self.tally.met(Fault::Reordered);
                }
                ready[any]
            }
        };
        let now_ms = self.world.now_ms() + self.dice.between(1, 10);
        self.world.advance_to(now_ms);
        let Some(item) = self.world.take(chosen) else { return Ok(()) };
        let Item { label, matter, .. } = item;
        match matter {
            Matter::Timer(sleeper) => {
                let _ = sleeper.send(());
                Ok(())
            }
            Matter::Invocation(caller) => {
                self.invoke(&label, caller);
                Ok(())
            }
            Matter::Process(start) => {
                self.trace.say(now_ms, format_args!("{label} starts"));
                (start.0)();
                Ok(())
            }
            Matter::Abandoned { sandbox } => {
                self.abandon(sandbox);
                Ok(())
            }
            Matter::Request { caller, request, reply } => self.request((caller, request), reply),
        }
    }

    fn invoke(&mut self, label: &str, caller: oneshot::Sender<Passage>) {
        let is_met = self.dice.chance(self.per_mille);
        let faults = self.faults;
        let kinds = [Fault::Throttled, Fault::InvokedTwice].into_iter();
        let may: Vec<Fault> = kinds.filter(|fault| faults.has(*fault)).collect();
        let fault = (is_met && !may.is_empty()).then(|| *self.dice.pick(&may));
        let passage = match fault {
            None => Passage::Once,
            Some(Fault::Throttled) => Passage::Throttled,
            Some(_) => Passage::Twice,
        };
        if let Some(fault) = fault {
            self.tally.met(fault);
        }
        self.trace.say(self.world.now_ms(), format_args!("{label}: {passage:?}"));
        let _ = caller.send(passage);
    }

    fn abandon(&mut self, sandbox: u64) {
        if self.dice.chance(500) && self.faults.has(Fault::Zombie) {
            self.tally.met(Fault::Zombie);
            self.trace.say(self.world.now_ms(), format_args!("#{sandbox} goes on though nobody waits"));
        } else {
            self.functions.sandboxes.kill(sandbox);
            self.trace.say(self.world.now_ms(), format_args!("#{sandbox} ends with its caller"));
        }
    }

    fn due(&mut self) -> Option<Action> {
        let first = self.plan.first()?;
        let is_due = first.after_steps.is_some_and(|steps| steps <= self.steps);
        is_due.then(|| self.plan.remove(0).action)
    }

    fn next_planned(&mut self) -> Option<Action> {
        (!self.plan.is_empty()).then(|| self.plan.remove(0).action)
    }

    fn description(&self, arn: &Arn) -> Option<apoyo_engine::ExecutionDescription> {
        let slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        slot.as_ref().and_then(|engine| engine.describe_execution(arn).ok())
    }

    pub(crate) fn is_running(&self, arn: &Arn) -> bool {
        self.description(arn).is_some_and(|execution| execution.status == Status::Running)
    }

    pub(crate) fn has_failed(&self, arn: &Arn) -> bool {
        let ended = self.description(arn).map(|execution| execution.status);
        ended.is_some_and(|status| !matches!(status, Status::Running | Status::Succeeded))
    }

    /// With nothing under way, nothing can end an execution that still runs.
    fn all_have_ended(&self) -> Go {
        match self.started.iter().find(|arn| self.is_running(arn)) {
            Some(arn) => Err(format!("execution {} runs and waits for nothing", arn.name())),
            None => Ok(()),
        }
    }
}
