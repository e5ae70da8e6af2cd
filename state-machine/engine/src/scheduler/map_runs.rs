use std::sync::Arc;

use serde_json::Value;
use tokio::sync::watch;

use super::map_run_live::{Results, Stage};
use super::map_run_start::child_arn;
use super::{Key, Scheduler};
use crate::arn::Arn;
use crate::decide::Happening;
use crate::execution::{FrameId, Status};
use crate::failure::Failure;
use crate::map_run::{
    ChildInput, Counts, Done, Feed, MapRunDescription, OUTPUT_CONFIG, Outlet, PendingChild, RunId,
};
use crate::payload::Payload;
use crate::store::Record;

impl Scheduler {
    pub(super) fn start_map_run(&mut self, key: Key, frame: FrameId) {
        if let Some(run) = self.open_map_run(key, frame, None) {
            self.stage_map_run(&run.arn);
            self.feed_on(&run, Done::default());
        }
    }

    /// Whether a Map Run works, in this attempt at it.
    pub(super) fn works(&self, run: &RunId) -> bool {
        self.map_runs
            .get(&run.arn)
            .is_some_and(|live| live.description.borrow().redrive_count == run.redrives)
    }

    /// Lets a Map Run start its children, but for those that are done.
    pub(super) fn feed_on(&mut self, run: &RunId, done: Done) {
        let outlet = Outlet { run: run.clone(), to: self.outbox.clone() };
        if let Some(run) = self.map_runs.get_mut(&run.arn) {
            run.feeding.start(done, outlet);
        }
    }

    pub(super) fn fed(&mut self, id: &RunId, feed: Feed) {
        let map_run = &id.arn;
        let Some(run) = self.map_runs.get_mut(map_run).filter(|live| live.id() == *id) else { return };
        match feed {
            Feed::Child(child) if run.failure.is_none() => self.start_child(map_run, child),
            Feed::Child(child) | Feed::Pending(child) => self.leave_child(map_run, child),
            Feed::Again(child) if run.failure.is_none() => self.redrive_child(*child),
            Feed::Again(child) => self.leave_as_it_ended(child.ended, child.permit),
            Feed::NotAgain(ended, permit) => self.leave_as_it_ended(*ended, permit),
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
        run.results.leave(PendingChild {
            execution_arn: child_arn(&self.parts.realm, &run.origin, (map_run, child.index)),
            state_machine_arn: run.origin.context.state_machine_id.as_str().into(),
            input: child.input,
            permit: child.permit,
        });
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
    pub(super) fn fail_map_run(&mut self, map_run: &Arn, failure: Failure) {
        let Some(run) = self.map_runs.get_mut(map_run) else { return };
        if run.failure.is_some() {
            return;
        }
        run.failure = Some(failure);
        if run.stage == Stage::Reading && matches!(run.results, Results::Files(_)) {
            // The feeder goes on: what is not started any more is recorded.
            run.permits.close();
        } else {
            run.feeding.abort();
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
        self.close((&run.description, run.waiting), status);
        let happening = Happening::MapRunFinished { frame: run.frame, map_run_arn: map_run.clone(), result };
        self.turn(run.parent, &happening);
    }

    /// The execution that a run belongs to does not want it any more.
    pub(super) fn abort_map_run(&mut self, map_run: &Arn) {
        let Some(run) = self.map_runs.remove(map_run) else { return };
        run.feeding.abort();
        self.close((&run.description, run.waiting), Status::Aborted);
        for child in run.children {
            self.turn(child, &Happening::Stopped(Failure::default()));
        }
    }

    fn close(
        &mut self,
        (description, mut waiting): (&watch::Sender<MapRunDescription>, (Counts, Counts)),
        status: Status,
    ) {
        let now = self.parts.clock.now();
        description.send_modify(|description| {
            description.status = status;
            description.stop_date = Some(now);
            for (counts, waiting) in [
                (&mut description.item_counts, &mut waiting.0),
                (&mut description.execution_counts, &mut waiting.1),
            ] {
                counts.close(waiting);
            }
        });
        self.stage_for_restart(|| Record::MapRun(Box::new(description.borrow().clone())));
    }
}
