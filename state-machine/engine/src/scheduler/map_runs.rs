use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use apoyo_asl::MachineType;
use serde_json::Value;
use tokio::sync::{Semaphore, mpsc, watch};

use super::live::{Child, Live, Owner, Recording};
use super::map_run_live::{MapRunLive, Results, Stage};
use super::map_run_start::{child_origin, describe};
use super::map_run_update::permits;
use super::{Key, Message, Scheduler};
use crate::api::ChildOf;
use crate::arn::Arn;
use crate::data_flow::{ExecutionContext, MapItem};
use crate::decide::{Happening, Scene};
use crate::execution::{FrameId, Origin, Phase, Status};
use crate::failure::Failure;
use crate::history::{Event, MapRunPlan};
use crate::machine::{Distributed, Kind, Processing};
use crate::map_run::{
    ChildInput, ChildResult, Feed, Feeder, MapRunDescription, OUTPUT_CONFIG, Outlet, PendingChild,
    ResultWriter, Tolerance,
};
use crate::payload::Payload;

/// Most records of children that are not started in memory at once.
const PENDING: usize = 1_000;

impl Scheduler {
    pub(super) fn start_map_run(&mut self, key: Key, frame: FrameId) {
        let Some(live) = self.live.get(&key) else { return };
        let Some(execution) = &live.execution else { return };
        let now = self.parts.clock.now();
        let Some(scene) = Scene::of(execution, frame, now) else { return };
        let Phase::MapRunning(arn, plan) = &scene.frame.visit.phase else { return };
        let Kind::Map(map) = &scene.state.kind else { return };
        let Processing::Distributed(distributed) = &map.processing else { return };
        let origin = child_origin(execution.origin(), (map.processor, distributed));
        let permits = Arc::new(Semaphore::new(self.concurrency(plan)));
        let feeder = Feeder {
            machine: Arc::clone(&execution.origin().machine),
            state: scene.frame.visit.state,
            plan: Arc::clone(plan),
            objects: Arc::clone(&self.parts.objects),
            permits: Arc::clone(&permits),
            pending: Arc::new(Semaphore::new(PENDING)),
            input: Arc::clone(&scene.frame.visit.input),
            variables: scene.frame.variables.clone(),
            context: scene.context().clone(),
            entropy: scene.query().entropy,
        };
        let outlet = Outlet { map_run: arn.clone(), to: self.outbox.clone() };
        let run = MapRunLive {
            parent: key,
            frame,
            origin,
            description: watch::Sender::new(describe(arn, &live.arn, (plan, now))),
            tolerance: Tolerance::of(plan),
            feeder: tokio::spawn(feeder.run(outlet)).abort_handle(),
            permits,
            children: HashSet::new(),
            results: self.results(arn, plan, distributed),
            stage: Stage::Reading,
            failure: None,
        };
        self.shared.add_map_run(arn, run.description.subscribe());
        self.map_runs.insert(arn.clone(), run);
    }

    fn concurrency(&self, plan: &MapRunPlan) -> usize {
        permits(plan.max_concurrency, self.parts.map_concurrency.get())
    }

    fn results(&self, arn: &Arn, plan: &MapRunPlan, distributed: &Distributed) -> Results {
        let config = distributed.writer.as_ref().map(|writer| writer.config);
        let Some(target) = plan.result_target.clone() else {
            return Results::in_output(config.unwrap_or(OUTPUT_CONFIG));
        };
        let config = config.unwrap_or_default();
        let writer = ResultWriter::new(Arc::clone(&self.parts.objects), target, arn.clone(), config);
        let (sender, receiver) = mpsc::unbounded_channel();
        let (outbox, map_run) = (self.outbox.clone(), arn.clone());
        tokio::spawn(async move {
            let result = writer.run(receiver).await;
            let _ = outbox.send(Message::ResultsWritten { map_run, result });
        });
        Results::Files(Some(sender))
    }

    pub(super) fn fed(&mut self, map_run: &Arn, feed: Feed) {
        let Some(run) = self.map_runs.get_mut(map_run) else { return };
        match feed {
            Feed::Child(child) if run.failure.is_none() => self.start_child(map_run, child),
            Feed::Child(child) | Feed::Pending(child) => self.leave_child(map_run, child),
            Feed::Ended(outcome) => {
                if run.stage == Stage::Reading {
                    run.stage = Stage::Draining;
                }
                if let Err(failure) = outcome {
                    self.fail_map_run(map_run, failure);
                }
                self.judge(map_run);
            }
        }
    }

    /// Records a child that is not started any more.
    fn leave_child(&mut self, map_run: &Arn, child: ChildInput) {
        let Some(run) = self.map_runs.get(map_run) else { return };
        run.description.send_modify(|description| {
            description.item_counts.leave(child.items);
            description.execution_counts.leave(1);
        });
        let machine = &run.origin.context.state_machine_name;
        run.results.leave(PendingChild {
            execution_arn: self.parts.realm.execution(machine, &child_name(map_run, child.index)),
            state_machine_arn: run.origin.context.state_machine_id.as_str().into(),
            input: child.input,
            permit: child.permit,
        });
    }

    fn start_child(&mut self, map_run: &Arn, child: ChildInput) {
        let Some(run) = self.map_runs.get_mut(map_run) else { return };
        run.description.send_modify(|description| {
            description.item_counts.begin(child.items);
            description.execution_counts.begin(1);
        });
        let name = child_name(map_run, child.index);
        let is_express = run.origin.machine_type == MachineType::Express;
        let machine = &run.origin.context.state_machine_name;
        let realm = &self.parts.realm;
        let arn = realm.execution(machine, &name);
        let context = ExecutionContext {
            id: arn.to_string(),
            name,
            input: Arc::clone(&child.input),
            start_time: self.parts.clock.now(),
            ..(*run.origin.context).clone()
        };
        let item =
            Some(MapItem { index: child.index, key: None, value: Arc::clone(&child.input), source: None });
        let origin = Origin { context: Arc::new(context), item, ..run.origin.clone() };
        let role_arn: Arc<str> = origin.context.role_arn.as_str().into();
        let key = Key(self.next_key);
        run.children.insert(key);
        let live = Live {
            arn,
            owner: Owner::MapRun(Box::new(Child {
                map_run: map_run.clone(),
                key,
                index: child.index,
                items: child.items,
                input: Arc::clone(&child.input),
                state_machine_arn: origin.context.state_machine_id.as_str().into(),
                permit: Some(child.permit),
            })),
            recording: if is_express { Recording::None } else { Recording::Full },
            started: origin.context.start_time,
            execution: Some(crate::execution::Execution::new(origin)),
            tasks: HashMap::new(),
            timers: HashMap::new(),
            pulses: HashMap::new(),
        };
        if live.recording == Recording::Full {
            let part = ChildOf { map_run_arn: map_run.clone(), items: child.items };
            let input = Arc::clone(&child.input);
            self.shared.add_child(&live.arn, &run.origin.context, (input, live.started, part));
        }
        self.begin(live, Event::ExecutionStarted { input: child.input, role_arn, seed: 0 });
    }

    pub(super) fn child_ended(&mut self, child: &Child, result: ChildResult) {
        let Some(run) = self.map_runs.get_mut(&child.map_run) else { return };
        let status = result.status;
        run.children.remove(&child.key);
        run.description.send_modify(|description| {
            description.item_counts.end(child.items, status);
            description.execution_counts.end(1, status);
            // As on AWS, also where the results stay in the output.
            description.item_counts.results_written += child.items;
            description.execution_counts.results_written += 1;
        });
        let too_large = run.results.keep(child.index, result);
        if let Some(failure) = too_large {
            self.fail_map_run(&child.map_run, failure);
        }
        self.judge(&child.map_run);
    }

    /// Fails the run where too much has failed, and ends it where nothing is left to do.
    pub(super) fn judge(&mut self, map_run: &Arn) {
        let Some(run) = self.map_runs.get(map_run) else { return };
        let items = run.description.borrow().item_counts;
        let total = (run.stage != Stage::Reading).then_some(items.total);
        if let (None, Some(failure)) = (&run.failure, run.tolerance.judge(&items, total)) {
            self.fail_map_run(map_run, failure);
        }
        self.settle(map_run);
    }

    fn settle(&mut self, map_run: &Arn) {
        let Some(run) = self.map_runs.get_mut(map_run) else { return };
        if run.stage != Stage::Draining || !run.children.is_empty() {
            return;
        }
        run.stage = Stage::Writing;
        match &mut run.results {
            // The writer ends when its sender is gone, and says so.
            Results::Files(sender) => drop(sender.take()),
            Results::Output { outputs, .. } => {
                let outputs = std::mem::take(outputs).into_values().flatten().collect();
                self.results_written(map_run, Ok(Arc::new(Value::Array(outputs))));
            }
        }
    }

    /// Ends every child and starts none any more; the run itself ends once they and the reading have ended.
    fn fail_map_run(&mut self, map_run: &Arn, failure: Failure) {
        let Some(run) = self.map_runs.get_mut(map_run) else { return };
        if run.failure.is_some() {
            return;
        }
        run.failure = Some(failure);
        if run.stage == Stage::Reading && matches!(run.results, Results::Files(_)) {
            // The feeder goes on: what is not started any more is recorded.
            run.permits.close();
        } else {
            run.feeder.abort();
            run.stage = Stage::Draining;
        }
        for child in run.children.iter().copied().collect::<Vec<_>>() {
            self.turn(child, &Happening::Stopped(Failure::default()));
        }
    }

    pub(super) fn results_written(&mut self, map_run: &Arn, written: Result<Payload, Failure>) {
        let Some(run) = self.map_runs.get_mut(map_run) else { return };
        if written.is_err() && run.stage != Stage::Writing {
            // The writer is gone before the children are: nothing they do can be kept, and nobody will say so again.
            run.results = Results::in_output(OUTPUT_CONFIG);
            if let Err(failure) = written {
                self.fail_map_run(map_run, failure);
            }
            return self.settle(map_run);
        }
        let Some(run) = self.map_runs.remove(map_run) else { return };
        let result = match run.failure {
            Some(failure) => Err(failure),
            None => written,
        };
        let status = if result.is_ok() { Status::Succeeded } else { Status::Failed };
        self.close(&run.description, status);
        let happening = Happening::MapRunFinished { frame: run.frame, map_run_arn: map_run.clone(), result };
        self.turn(run.parent, &happening);
    }

    /// The execution that a run belongs to does not want it any more.
    pub(super) fn abort_map_run(&mut self, map_run: &Arn) {
        let Some(run) = self.map_runs.remove(map_run) else { return };
        run.feeder.abort();
        self.close(&run.description, Status::Aborted);
        for child in run.children {
            self.turn(child, &Happening::Stopped(Failure::default()));
        }
    }

    fn close(&self, description: &watch::Sender<MapRunDescription>, status: Status) {
        let now = self.parts.clock.now();
        description.send_modify(|description| {
            description.status = status;
            description.stop_date = Some(now);
        });
    }
}

/// Name of a child, the same after a restart.
fn child_name(map_run: &Arn, index: usize) -> String {
    uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, format!("{map_run}#{index}").as_bytes()).to_string()
}
