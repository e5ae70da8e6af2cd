//! Where executions are kept: append records, read them again, nothing else.

mod memory;
mod record;

use async_trait::async_trait;

pub use memory::MemoryStore;
pub use record::{Record, StoredChild};

use crate::api::ExecutionDescription;
use crate::arn::Arn;
use crate::history::HistoryEvent;
use crate::map_run::MapRunDescription;

/// A place for executions. What [`Store::append`] has acknowledged must survive whatever the store promises to survive.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Whether anybody reads it after this process. A store that ends with it is not told what only a restart needs.
    fn outlives_the_process(&self) -> bool;

    /// Adds records, all of them or none: those of one execution come in order.
    ///
    /// # Errors
    /// When the store cannot promise to keep them; none of them counts as recorded then.
    async fn append(&self, records: &[Record]) -> Result<(), StoreError>;

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

    /// At most `limit` executions in the order in which they were opened, behind the first `skip`; empty at the end.
    ///
    /// # Errors
    /// When they cannot be read.
    async fn executions(&self, skip: usize, limit: usize) -> Result<Vec<ExecutionDescription>, StoreError>;

    /// Every Map Run as it was told last.
    ///
    /// # Errors
    /// When they cannot be read.
    async fn map_runs(&self) -> Result<Vec<MapRunDescription>, StoreError>;

    /// Children of a Map Run that have ended, of type STANDARD and EXPRESS, in order of their positions: at most `limit`,
    /// the first at `from` or after it. Those of type EXPRESS may be gone once their Map Run has succeeded; till then a
    /// redrive needs them. One that is told again has changed.
    ///
    /// # Errors
    /// When they cannot be read.
    async fn children(
        &self,
        map_run: &Arn,
        from: usize,
        limit: usize,
    ) -> Result<Vec<StoredChild>, StoreError>;
}

/// Why a store failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("failed to reach the history store: {reason}")]
pub struct StoreError {
    /// What the store says.
    pub reason: String,
}
