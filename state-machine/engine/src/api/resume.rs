//! What an engine takes over from the process before it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use futures::future::BoxFuture;
use tokio::sync::{Semaphore, watch};

use super::handle::{Handle, origin};
use super::shared::MachineFacts;
use super::target::Revision;
use super::{Engine, Error, ExecutionDescription};
use crate::arn::Arn;
use crate::execution::{Effect, Execution, Origin, Phase, Status};
use crate::map_run::{Counts, Done, MapRunDescription};
use crate::scheduler::{Message, Resumed, origin_of_child, origin_of_children};
use crate::store::StoreError;

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
            let (execution, effects) = match self.fold(&description.execution_arn, origin).await? {
                Ok(folded) => folded,
                Err(why) => {
                    self.is_damaged(&description, &why);
                    return Ok(());
                }
            };
            let mut map_runs = Vec::new();
            for (frame, place) in execution.frames() {
                if let Phase::MapRunning(arn, _) = &place.visit.phase
                    && let Some(kept) = self.map_runs.get(arn)
                {
                    let fresh = MapRunDescription {
                        item_counts: Counts::default(),
                        execution_counts: Counts::default(),
                        ..kept.clone()
                    };
                    let children = origin_of_children(execution.origin(), place.visit.state);
                    map_runs.push((frame, fresh, children));
                }
            }
            let kept: HashSet<_> = map_runs.iter().map(|(frame, ..)| *frame).collect();
            let mut effects = still_due(&execution, effects);
            effects.retain(|effect| !matches!(effect, Effect::StartMapRun(frame) if kept.contains(frame)));
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
                    self.feed_on(&run.map_run_arn, &children).await?;
                }
            }
            Ok(())
        })
    }

    /// Hands over what is known of the children of a Map Run, and then lets it start the others.
    async fn feed_on(&mut self, map_run: &Arn, children: &Origin) -> Result<(), Error> {
        let mut done = Done::default();
        let mut from = 0;
        loop {
            let page = self.handle.parts.store.children(map_run, from, PAGE).await?;
            let Some(last) = page.last() else { break };
            from = last.index + 1;
            for child in page {
                done.insert(child.index);
                // The window is never closed.
                let Ok(permit) = Arc::clone(&self.window).acquire_owned().await else { continue };
                self.tell(Message::ChildKept { child: Box::new(child), permit })?;
            }
        }
        for child in self.children.remove(map_run).unwrap_or_default() {
            let index = child.child.as_ref().map_or(0, |part| part.index);
            done.insert(index);
            let (arn, start) = (child.execution_arn.clone(), child.start_date);
            let origin = origin_of_child(children, (&arn, index), (&child.input, start));
            self.go_on(child, origin).await?;
        }
        self.tell(Message::FeedOn { map_run: map_run.clone(), done })
    }

    /// The execution that a history tells, and everything that was to be done for it.
    async fn fold(
        &self,
        arn: &Arn,
        origin: Origin,
    ) -> Result<Result<(Execution, Vec<Effect>), String>, StoreError> {
        let mut execution = Execution::new(origin);
        let mut effects = Vec::new();
        loop {
            let page = self.handle.parts.store.load(arn, execution.next_event_id() - 1, PAGE).await?;
            if page.is_empty() {
                return Ok(Ok((execution, effects)));
            }
            for event in page {
                let (next, due) = match execution.apply(&event) {
                    Ok(applied) => applied,
                    Err(illegal) => return Ok(Err(illegal.to_string())),
                };
                execution = next;
                effects.extend(due);
            }
        }
    }

    fn tell(&self, message: Message) -> Result<(), Error> {
        self.handle.outbox.send(message).map_err(|_| Error::ShutDown)
    }
}

/// What of the effects is still to be done, and a turn for each frame: a frame that has none to take does nothing in it.
fn still_due(execution: &Execution, effects: Vec<Effect>) -> Vec<Effect> {
    let mut started = HashSet::new();
    let phase = |frame| execution.frame(frame).map(|frame| &frame.visit.phase);
    let is_of = |frame, token: u64| match phase(frame) {
        Some(Phase::Waiting(set) | Phase::Retrying(set)) => *set == token,
        Some(Phase::Running(running)) => running.token == token,
        Some(Phase::Scheduled(_)) => true,
        _ => false,
    };
    let mut due: Vec<Effect> = effects
        .into_iter()
        .rev()
        .filter(|effect| match effect {
            Effect::SetExecutionTimer(_) => true,
            Effect::SetTimer { frame, token, .. }
            | Effect::StartTask { frame, token }
            | Effect::ExpectHeartbeat { frame, token, .. } => is_of(*frame, *token),
            Effect::OfferTask { frame, .. } => matches!(phase(*frame), Some(Phase::Scheduled(_))),
            Effect::StartMapRun(frame) => {
                matches!(phase(*frame), Some(Phase::MapRunning(..))) && started.insert(*frame)
            }
            Effect::Proceed(_) | Effect::CancelTask { .. } | Effect::CancelMapRun(_) | Effect::Finish => {
                false
            }
        })
        .collect();
    due.reverse();
    due.extend(execution.frames().map(|(frame, _)| Effect::Proceed(frame)));
    due
}
