use std::sync::Arc;

use serde_json::Value;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::batcher::{Batch, Batcher};
use super::done::Done;
use super::earlier::{AgainChild, EarlierChildren};
use super::reader::{self, Item};
use super::run_id::RunId;
use crate::data_flow::Template;
use crate::data_flow::{ContextObject, Entropy, Query, Variables};
use crate::failure::{Failure, error_name};
use crate::history::MapRunPlan;
use crate::machine::{Kind, Machine, StateId};
use crate::objects::ObjectStore;
use crate::payload::Payload;
use crate::scheduler::Message;
use crate::store::StoredChild;

/// Reads the items of a Map Run and hands over the inputs of its children, as fast as permits come back.
pub(crate) struct Feeder {
    pub(crate) machine: Arc<Machine>,
    pub(crate) state: StateId,
    pub(crate) plan: Arc<MapRunPlan>,
    pub(crate) objects: Arc<dyn ObjectStore>,
    /// One for each child that may run; closed once the run has failed.
    pub(crate) permits: Arc<Semaphore>,
    /// One for each child that is never started and whose record is not written yet.
    pub(crate) pending: Arc<Semaphore>,
    pub(crate) input: Payload,
    pub(crate) variables: Variables,
    pub(crate) context: ContextObject,
    pub(crate) entropy: Entropy,
    /// Children that need no start.
    pub(crate) done: Done,
    /// Those of earlier attempts, where the run is redriven.
    pub(crate) earlier: Option<EarlierChildren>,
}

/// The input of one child execution, with the permit that it runs on.
pub(crate) struct ChildInput {
    pub(crate) input: Payload,
    pub(crate) items: u64,
    pub(crate) index: usize,
    pub(crate) permit: OwnedSemaphorePermit,
}

/// Where a feeder's words go.
pub(crate) struct Outlet {
    pub(crate) run: RunId,
    pub(crate) to: mpsc::UnboundedSender<Message>,
}

impl Outlet {
    pub(super) fn send(&self, feed: Feed) {
        // Nobody listens once the engine is gone, and then nothing is lost.
        let _ = self.to.send(Message::Fed { run: self.run.clone(), feed });
    }
}

/// What a feeder tells.
pub(crate) enum Feed {
    /// The next child.
    Child(ChildInput),
    /// A child that is not started, because the run has failed.
    Pending(ChildInput),
    /// A child of an earlier attempt, to be redriven.
    Again(Box<AgainChild>),
    /// One that is not, because the run has failed; with the permit that its result is written on.
    NotAgain(Box<StoredChild>, OwnedSemaphorePermit),
    /// There are no more items, or they could not be read.
    Ended(Result<(), Failure>),
}

impl Feeder {
    /// Feeds until the items end or nobody listens.
    pub(crate) async fn run(self, outlet: Outlet) {
        let redriven = match &self.earlier {
            Some(earlier) => earlier.redrive((&self.permits, &self.pending), &outlet).await,
            None => Ok(()),
        };
        let outcome = match redriven {
            Ok(()) => self.feed(&outlet).await,
            Err(failure) => Err(failure),
        };
        outlet.send(Feed::Ended(outcome));
    }

    async fn feed(&self, outlet: &Outlet) -> Result<(), Failure> {
        let distributed = self.machine.state(self.state).kind.distributed();
        let reader = distributed.and_then(|(_, distributed)| distributed.reader.as_ref());
        let mut source = reader::open(reader, &self.plan, &self.objects).await?;
        let mut batcher = Batcher::of(&self.plan);
        let mut children = 0;
        let most = self.plan.max_items.filter(|most| *most > 0).unwrap_or(u64::MAX);
        let mut read = 0;
        while read < most {
            let Some(item) = source.next().await? else { break };
            let item = self.selected(usize::try_from(read).unwrap_or(usize::MAX), item)?;
            read += 1;
            if let Some(batch) = batcher.push(item)? {
                self.send(batch, children, outlet).await;
                children += 1;
            }
        }
        if let Some(batch) = batcher.take() {
            self.send(batch, children, outlet).await;
        }
        Ok(())
    }

    async fn send(&self, Batch { input, items }: Batch, index: usize, outlet: &Outlet) {
        if self.done.contains(index) {
            return;
        }
        if let Ok(permit) = Arc::clone(&self.permits).acquire_owned().await {
            return outlet.send(Feed::Child(ChildInput { input, items, index, permit }));
        }
        // This semaphore is never closed.
        if let Ok(permit) = Arc::clone(&self.pending).acquire_owned().await {
            outlet.send(Feed::Pending(ChildInput { input, items, index, permit }));
        }
    }

    fn selector(&self) -> Option<&Template> {
        match &self.machine.state(self.state).kind {
            Kind::Map(map) => map.item_selector.as_ref(),
            _ => None,
        }
    }

    /// `ItemSelector`, or the item itself.
    fn selected(&self, index: usize, item: Item) -> Result<Value, Failure> {
        let Some(selector) = self.selector() else { return Ok(item.into_input()) };
        let context = ContextObject { item: Some(item.into_map_item(index)), ..self.context.clone() };
        let query = Query {
            input: &self.input,
            result: None,
            error_output: None,
            context: &context,
            variables: &self.variables,
            entropy: Entropy { seed: self.entropy.seed.wrapping_add(index as u64), ..self.entropy },
        };
        let flow = &self.machine.state(self.state).flow;
        let selected = flow
            .effective_input(&self.input, &query)
            .and_then(|input| selector.evaluate(&Query { input: &input, ..query }, "ItemSelector"));
        selected.map(Arc::unwrap_or_clone).map_err(|error| {
            let state = &self.context.state_name;
            let name =
                if flow.is_json_path() { error.json_path_name() } else { error_name::QUERY_EVALUATION_ERROR };
            Failure::new(name, format!("An error occurred while executing the state '{state}'. {error}"))
        })
    }
}
