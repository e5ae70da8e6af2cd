//! Where histories are kept: append events, load a history, nothing else.

mod memory;

use async_trait::async_trait;

pub use memory::MemoryStore;

use crate::arn::Arn;
use crate::history::HistoryEvent;

/// A place for histories. What [`Store::append`] has acknowledged must survive whatever the store promises to survive.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Adds events to histories, each batch as one: events of one execution come in order of their ids.
    ///
    /// # Errors
    /// When the store cannot promise to keep them; none of them counts as recorded then.
    async fn append(&self, events: &[(Arn, HistoryEvent)]) -> Result<(), StoreError>;

    /// Part of a history in order of ids: at most `limit` events, the first with an id above `after`.
    ///
    /// # Errors
    /// When it cannot be read. An execution without events has an empty history.
    async fn load(&self, execution: &Arn, after: u64, limit: usize) -> Result<Vec<HistoryEvent>, StoreError>;

    /// Id of the latest event of a history; 0 where there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    async fn last_id(&self, execution: &Arn) -> Result<u64, StoreError>;
}

/// Why a store failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("failed to reach the history store: {reason}")]
pub struct StoreError {
    /// What the store says.
    pub reason: String,
}
