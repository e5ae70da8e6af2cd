//! What did not succeed goes on: executions, Map Runs and their children.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::live::{Live, Owner};
use super::map_run_live::MapRunLive;
use super::map_run_start::describe;
use super::{Key, Message, RedriveRequest, Scheduler};
use crate::api::{ChildOf, Handle};
use crate::decide::Happening;
use crate::execution::{FrameId, Origin, Phase, Status};
use crate::failure::{Failure, error_name};
use crate::history::{HistoryEvent, RedrivenBy};
use crate::map_run::{AgainChild, ChildInput, Counts, EarlierChildren, Fate, Feed, MapRunDescription, RunId};
use crate::store::StoredChild;

/// Results of children that may be on their way at once.
const WINDOW: usize = 1_000;

impl Scheduler {
    pub(super) fn redrive(&mut self, request: RedriveRequest) {
        let RedriveRequest { execution_arn, execution, by, reply } = request;
        let before = execution.origin().context.redrive_count;
        // A caller that was gone before its answer may have redriven it meanwhile: this history is an old one then.
        let is_stale =
            self.keys.contains_key(&execution_arn) || self.shared.redrives(&execution_arn) != before;
        if is_stale {
            return self.answer(reply, None);
        }
        let key = self.take_in(Live::new(execution_arn, execution, Owner::Caller));
        self.turn(key, &Happening::Redriven(by));
        let execution = self.live.get(&key).and_then(|live| live.execution.as_ref());
        let redriven = execution.and_then(|execution| execution.origin().context.redrive_time);
        self.answer(reply, redriven);
    }

    /// Tells that an execution runs again, once that is stored.
    pub(super) fn reopen(&mut self, key: Key, event: &HistoryEvent) {
        if let Some(live) = self.live.get(&key) {
            self.shared.redriven(&live.arn, event);
        }
    }

    /// Lets a Map Run that did not succeed go on: with its children that did not, and those that were never begun.
    pub(super) fn redrive_map_run(&mut self, key: Key, frame: FrameId, at: Timestamp) {
        let Some(execution) = self.live.get(&key).and_then(|live| live.execution.as_ref()) else { return };
        let Some(place) = execution.frame(frame) else { return };
        let Phase::MapRunning(run) = &place.visit.phase else { return };
        let Some(live) = self.live.get(&key) else { return };
        let kept = self.shared.map_run(&run.arn);
        let description = MapRunDescription {
            status: Status::Running,
            stop_date: None,
            item_counts: Counts::default(),
            execution_counts: Counts::default(),
            redrive_count: run.redrives,
            redrive_date: Some(at),
            ..kept.unwrap_or_else(|| describe(&run.arn, &live.arn, (&run.plan, at)))
        };
        let Some(run) = self.open_map_run(key, frame, Some(description)) else { return };
        self.stage_map_run(&run.arn);
        let Some(live) = self.map_runs.get(&run.arn) else { return };
        let earlier = self.earlier_children(&run, &live.origin, Some(at));
        let outbox = self.outbox.clone();
        tokio::spawn(async move {
            let message = match earlier.survey(&Arc::new(Semaphore::new(WINDOW))).await {
                Ok(done) => Message::FeedOn { run, done },
                Err(error) => {
                    let failure = Failure::new(error_name::ITEM_READER_FAILED, error.to_string());
                    Message::Fed { run, feed: Feed::Ended(Err(failure)) }
                }
            };
            // Nobody listens once the engine is gone.
            let _ = outbox.send(message);
        });
    }

    pub(super) fn earlier_children(
        &self,
        run: &RunId,
        origin: &Origin,
        redriven: Option<Timestamp>,
    ) -> EarlierChildren {
        let handle = Handle {
            parts: Arc::clone(&self.parts),
            shared: Arc::clone(&self.shared),
            outbox: self.outbox.clone(),
        };
        EarlierChildren { handle, run: run.clone(), origin: origin.clone(), redriven }
    }

    /// Lets a child of an earlier attempt go on, or begins it again where it is of type EXPRESS.
    pub(super) fn redrive_child(&mut self, child: AgainChild) {
        let AgainChild { ended, execution, permit } = child;
        let Some(run) = self.map_runs.get_mut(&ended.map_run_arn) else { return };
        run.wait_no_more(&ended);
        let redrive_count = run.description.borrow().redrive_count;
        let StoredChild { map_run_arn, index, items, input, .. } = ended;
        let Some(execution) = execution else {
            return self.start_child(&map_run_arn, ChildInput { input, items, index, permit });
        };
        let part = ChildOf { map_run_arn, index, items, map_run_redrives: redrive_count };
        let owner = self.adopt(part, (&input, Some(permit)));
        let arn = execution.origin().context.id.as_str().into();
        let key = self.take_in(Live::new(arn, *execution, owner));
        self.turn(key, &Happening::Redriven(RedrivenBy::MapRun { redrive_count }));
    }

    /// A child that waited is not redriven, because its run has failed.
    pub(super) fn leave_as_it_ended(&mut self, ended: StoredChild, permit: OwnedSemaphorePermit) {
        if let Some(run) = self.map_runs.get_mut(&ended.map_run_arn) {
            run.wait_no_more(&ended);
            self.take_result(ended, Fate::Kept, Some(permit));
        }
    }
}

impl MapRunLive {
    /// A child waits to be redriven.
    pub(super) fn wait(&mut self, child: &StoredChild) {
        *self.waiting.0.of(child.status) += child.items;
        *self.waiting.1.of(child.status) += 1;
        self.description.send_modify(|description| {
            description.item_counts.wait(child.items);
            description.execution_counts.wait(1);
        });
    }

    fn wait_no_more(&mut self, child: &StoredChild) {
        *self.waiting.0.of(child.status) -= child.items;
        *self.waiting.1.of(child.status) -= 1;
        self.description.send_modify(|description| {
            description.item_counts.wait_no_more(child.items);
            description.execution_counts.wait_no_more(1);
        });
    }
}
