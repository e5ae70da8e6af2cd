use std::sync::Arc;

use apoyo_asl::MachineType;
use jiff::Timestamp;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Done, Feed, Outlet, RunId};
use crate::api::{Error, Handle, fold};
use crate::arn::Arn;
use crate::execution::{Execution, Origin, Status};
use crate::failure::{Failure, error_name};
use crate::redrivable::Past;
use crate::scheduler::{Message, child_arn, origin_of_child};
use crate::store::{StoreError, StoredChild};

/// Most that is read of a store at once.
const PAGE: usize = 1_000;

/// The children that a Map Run had before it was redriven, or before the process ended.
///
/// They are read twice, a page at a time, so that a run of any size needs little memory: first all are counted and
/// their results kept, then those that did not succeed are redriven as fast as the concurrency allows.
#[derive(Clone)]
pub(crate) struct EarlierChildren {
    pub(crate) handle: Handle,
    pub(crate) run: RunId,
    /// What its children are made from.
    pub(crate) origin: Origin,
    /// When the run was redriven last, if it was.
    pub(crate) redriven: Option<Timestamp>,
}

/// What becomes of a child that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It stays as it is, at least until the next redrive.
    Kept,
    /// It did not succeed, and no redrive can change that.
    NotRedrivable,
    /// It waits to be redriven.
    Waits,
}

/// A child that is redriven, with the permit that it runs on.
pub(crate) struct AgainChild {
    /// As it ended.
    pub(crate) ended: StoredChild,
    /// The execution that goes on; none for one of type EXPRESS, which is begun again.
    pub(crate) execution: Option<Box<Execution>>,
    pub(crate) permit: OwnedSemaphorePermit,
}

impl EarlierChildren {
    /// Hands over all that have ended; gives back their positions, whose items need not be read again. No more than the
    /// window allows are on their way at once.
    ///
    /// # Errors
    /// When the store cannot be read, or the engine is gone.
    pub(crate) async fn survey(&self, window: &Arc<Semaphore>) -> Result<Done, Error> {
        let mut done = Done::default();
        let mut from = 0;
        loop {
            let page = self.page(from).await?;
            let Some(last) = page.last() else { return Ok(done) };
            from = last.index + 1;
            for child in page {
                done.insert(child.index);
                let fate = self.fate(&child);
                // The window is never closed.
                let Ok(permit) = Arc::clone(window).acquire_owned().await else { continue };
                let message =
                    Message::ChildKept { run: self.run.clone(), child: Box::new(child), fate, permit };
                self.handle.outbox.send(message).map_err(|_| Error::ShutDown)?;
            }
        }
    }

    /// Hands over those that wait to be redriven, each with a permit; once the run has failed, and its permits are
    /// closed, says of the rest that they are not.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(super) async fn redrive(
        &self,
        (permits, pending): (&Arc<Semaphore>, &Arc<Semaphore>),
        outlet: &Outlet,
    ) -> Result<(), Failure> {
        let mut from = 0;
        loop {
            let page = self.page(from).await.map_err(unreadable)?;
            let Some(last) = page.last() else { return Ok(()) };
            from = last.index + 1;
            for ended in page {
                if self.fate(&ended) != Fate::Waits {
                    continue;
                }
                if let Ok(permit) = Arc::clone(permits).acquire_owned().await {
                    let execution = self.execution(&ended).await?;
                    outlet.send(Feed::Again(Box::new(AgainChild { ended, execution, permit })));
                } else if let Ok(permit) = Arc::clone(pending).acquire_owned().await {
                    outlet.send(Feed::NotAgain(Box::new(ended), permit));
                }
            }
        }
    }

    async fn page(&self, from: usize) -> Result<Vec<StoredChild>, StoreError> {
        let Handle { parts, shared, .. } = &self.handle;
        if parts.store.outlives_the_process() {
            return parts.store.children(&self.run.arn, from, PAGE).await;
        }
        // Such a store is not told of children; those of type EXPRESS are begun again with their items.
        Ok(shared.ended_children(&self.run.arn, from, PAGE))
    }

    fn fate(&self, child: &StoredChild) -> Fate {
        let is_earlier = child.map_run_redrives < self.run.redrives;
        let Some(redriven) = self.redriven.filter(|_| is_earlier && child.status != Status::Succeeded) else {
            return Fate::Kept;
        };
        // One of type EXPRESS is begun again, and that is always possible.
        let is_express = self.origin.machine_type == MachineType::Express;
        if is_express || Past::of_child(child).refusal(redriven).is_none() {
            return Fate::Waits;
        }
        Fate::NotRedrivable
    }

    fn arn(&self, child: &StoredChild) -> Arn {
        child_arn(&self.handle.parts.realm, &self.origin, (&self.run.arn, child.index))
    }

    async fn execution(&self, child: &StoredChild) -> Result<Option<Box<Execution>>, Failure> {
        if self.origin.machine_type == MachineType::Express {
            return Ok(None);
        }
        let arn = self.arn(child);
        let origin = origin_of_child(&self.origin, (&arn, child.index), (&child.input, child.start_date));
        let folded = fold(&*self.handle.parts.store, &arn, origin).await.map_err(unreadable)?;
        let (execution, _) = folded.map_err(|why| failed(&why))?;
        Ok(Some(Box::new(execution)))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn unreadable(error: StoreError) -> Failure {
    failed(&error.reason)
}

/// The run fails in a way that a redrive can mend.
fn failed(why: &str) -> Failure {
    let cause = format!("The children of the Map Run that are to be redriven cannot be read: {why}");
    Failure::new(error_name::ITEM_READER_FAILED, cause)
}
