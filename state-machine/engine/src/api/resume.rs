//! What an engine takes over from the process before it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use futures::future::BoxFuture;
use tokio::sync::{Semaphore, watch};

use super::handle::{Handle, origin};
use super::shared::MachineFacts;
use super::still_due::still_due;
use super::target::Revision;
use super::{Engine, Error, ExecutionDescription, fold};
use crate::arn::Arn;
use crate::execution::{Effect, FrameId, Origin, Phase, Status};
use crate::failure::Failure;
use crate::history::{Event, HistoryEvent};
use crate::map_run::{Counts, EarlierChildren, MapRunDescription, RunId};
use crate::scheduler::{Message, Resumed, origin_of_child, origin_of_children};
use crate::store::{Record, StoreError};

/// Most that is read of a store at once.
const PAGE: usize = 1_000;

/// What was taken over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resumption {
    /// Executions that are known.
    pub executions: usize,
    /// Those of them that go on.
    pub resumed: usize,
    /// The highest number of a revision that any of them runs or ran.
    pub highest_revision: u64,
    /// Those that cannot, and why; they stay as they are.
    pub damaged: Vec<(Arn, String)>,
}

impl Engine {
    /// Takes over what the store kept: every execution is known again, and those that ran go on from their last event.
    /// Call it once, before anything is started; `revision_of` gives the revision that an execution runs.
    ///
    /// What had been handed out and has no result is handed out again, with the same token: a task may run twice, but none
    /// whose result is recorded.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn resume(
        &self,
        revision_of: impl Fn(&ExecutionDescription) -> Option<Revision>,
    ) -> Result<Resumption, Error> {
        let mut resumer = Resumer::new(self.handle());
        resumer.read_map_runs().await?;
        let roots = resumer.read_executions().await?;
        for description in roots {
            let Some(revision) = revision_of(&description) else {
                resumer.is_damaged(&description, "the definition that it runs is gone");
                continue;
            };
            let facts: MachineFacts = self.facts_of(revision);
            let origin = origin(&facts, &description, &self.handle().parts.realm.region);
            resumer.go_on(description, origin).await?;
        }
        resumer.close_abandoned().await?;
        Ok(resumer.done)
    }
}

/// Reads a store and tells the loop.
struct Resumer<'h> {
    handle: &'h Handle,
    done: Resumption,
    /// Map Runs that worked.
    map_runs: HashMap<Arn, MapRunDescription>,
    /// Children of type STANDARD that ran, by Map Run.
    children: HashMap<Arn, Vec<ExecutionDescription>>,
    /// Results that may be on their way at once.
    window: Arc<Semaphore>,
}

impl<'h> Resumer<'h> {
    fn new(handle: &'h Handle) -> Self {
        Self {
            handle,
            done: Resumption::default(),
            map_runs: HashMap::new(),
            children: HashMap::new(),
            window: Arc::new(Semaphore::new(PAGE)),
        }
    }

    async fn read_map_runs(&mut self) -> Result<(), StoreError> {
        for run in self.handle.parts.store.map_runs().await? {
            if run.status == Status::Running {
                self.map_runs.insert(run.map_run_arn.clone(), run);
            } else {
                let arn = run.map_run_arn.clone();
                self.handle.shared.add_map_run(&arn, watch::channel(run).1);
            }
        }
        Ok(())
    }

    /// Makes every execution known; gives back those that ran and are no children.
    async fn read_executions(&mut self) -> Result<Vec<ExecutionDescription>, StoreError> {
        let mut roots = Vec::new();
        loop {
            let page = self.handle.parts.store.executions(self.done.executions, PAGE).await?;
            if page.is_empty() {
                return Ok(roots);
            }
            self.done.executions += page.len();
            for description in page {
                self.done.highest_revision = self.done.highest_revision.max(description.revision);
                self.handle.shared.add_stored(description.clone());
                match (&description.child, description.status) {
                    (None, Status::Running) => roots.push(description),
                    (Some(part), Status::Running) => {
                        self.children.entry(part.map_run_arn.clone()).or_default().push(description);
                    }
                    _ => {}
                }
            }
        }
    }

    fn is_damaged(&mut self, description: &ExecutionDescription, why: &str) {
        tracing::error!(execution = %description.execution_arn, why, "an execution cannot go on");
        self.done.damaged.push((description.execution_arn.clone(), why.to_owned()));
    }

    fn go_on(
        &mut self,
        description: ExecutionDescription,
        origin: Origin,
    ) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            let store = &*self.handle.parts.store;
            let (execution, effects) = match fold(store, &description.execution_arn, origin).await? {
                Ok(folded) => folded,
                Err(why) => {
                    self.is_damaged(&description, &why);
                    return Ok(());
                }
            };
            let mut map_runs = Vec::new();
            for (frame, place) in execution.frames() {
                // A run that was not redriven yet is redriven now.
                if let Phase::MapRunning(run) = &place.visit.phase
                    && self.map_runs.get(&run.arn).is_some_and(|kept| kept.redrive_count == run.redrives)
                    && let Some(kept) = self.map_runs.remove(&run.arn)
                {
                    let fresh = MapRunDescription {
                        item_counts: Counts::default(),
                        execution_counts: Counts::default(),
                        ..kept
                    };
                    let children = origin_of_children(execution.origin(), place.visit.state);
                    map_runs.push((frame, fresh, children));
                }
            }
            let kept: HashSet<_> = map_runs.iter().map(|(frame, ..)| *frame).collect();
            let mut effects = still_due(&execution, effects);
            effects.retain(|effect| match effect {
                Effect::StartMapRun(frame) | Effect::RedriveMapRun { frame, .. } => !kept.contains(frame),
                _ => true,
            });
            let opened = map_runs.iter().map(|(frame, run, _)| (*frame, run.clone())).collect();
            self.done.resumed += 1;
            self.tell(Message::Resume(Box::new(Resumed {
                description,
                execution,
                effects,
                map_runs: opened,
            })))?;
            for (_, run, children) in map_runs {
                if let Some(children) = children {
                    self.feed_on(&run, children).await?;
                }
            }
            Ok(())
        })
    }

    /// Hands over what is known of the children of a Map Run, and then lets it start the others.
    async fn feed_on(&mut self, kept: &MapRunDescription, origin: Origin) -> Result<(), Error> {
        let run = RunId { arn: kept.map_run_arn.clone(), redrives: kept.redrive_count };
        let (handle, redriven) = (self.handle.clone(), kept.redrive_date);
        let earlier = EarlierChildren { handle, run: run.clone(), origin: origin.clone(), redriven };
        let mut done = earlier.survey(&self.window).await?;
        for child in self.children.remove(&run.arn).unwrap_or_default() {
            let index = child.child.as_ref().map_or(0, |part| part.index);
            done.insert(index);
            let (arn, start) = (child.execution_arn.clone(), child.start_date);
            let origin = origin_of_child(&origin, (&arn, index), (&child.input, start));
            self.go_on(child, origin).await?;
        }
        self.tell(Message::FeedOn { run, done })
    }

    /// Ends the Map Runs that nobody waits for, and their children: whoever ran them had ended, and the process with it
    /// before it could end them.
    async fn close_abandoned(&mut self) -> Result<(), StoreError> {
        // The end of a child leaves the runs of its own behind.
        while let Some(run) = self.abandoned() {
            let arn = run.map_run_arn.clone();
            let stop_date = Some(self.handle.parts.clock.now());
            let closed = MapRunDescription { status: Status::Aborted, stop_date, ..run };
            let mut records = vec![Record::MapRun(Box::new(closed.clone()))];
            for child in self.children.remove(&arn).unwrap_or_default() {
                let event = self.abort(&child).await?;
                self.handle.shared.add_stored(child.clone().after(&event));
                records.push(Record::Event(child.execution_arn, event));
            }
            self.handle.parts.store.append(&records).await?;
            self.handle.shared.add_map_run(&arn, watch::channel(closed).1);
        }
        Ok(())
    }

    fn abandoned(&mut self) -> Option<MapRunDescription> {
        let shared = &self.handle.shared;
        let is_abandoned =
            |run: &&MapRunDescription| shared.status(&run.execution_arn) != Some(Status::Running);
        let arn = self.map_runs.values().find(is_abandoned)?.map_run_arn.clone();
        self.map_runs.remove(&arn)
    }

    /// The end of an execution that is stopped.
    async fn abort(&self, execution: &ExecutionDescription) -> Result<HistoryEvent, StoreError> {
        let last = self.handle.parts.store.last_id(&execution.execution_arn).await?;
        Ok(HistoryEvent {
            id: last + 1,
            previous_event_id: 0,
            timestamp: self.handle.parts.clock.now(),
            frame: FrameId::ROOT,
            event: Event::ExecutionAborted(Failure::default()),
        })
    }

    fn tell(&self, message: Message) -> Result<(), Error> {
        self.handle.outbox.send(message).map_err(|_| Error::ShutDown)
    }
}
