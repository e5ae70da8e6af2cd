//! Events on disk.

mod sqlite_journal;

use crate::model::Event;

pub use sqlite_journal::SqliteJournal;

/// Keeps events in their order; keeps them and decides nothing.
pub trait Journal: Send + Sync + 'static {
    /// Puts these events behind all others, all or none of them; they are on disk when this returns. Of a job that is
    /// forgotten, only that it was there is kept. May block.
    ///
    /// # Errors
    /// When the disk is full or cannot be written; then it is as it was.
    fn append(&self, events: &[Event]) -> Result<(), JournalError>;

    /// All events that are kept, in their order. May block.
    ///
    /// # Errors
    /// When they cannot be read.
    fn load(&self) -> Result<Vec<Event>, JournalError>;
}

/// Why a journal cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the journal of jobs: {reason}")]
pub struct JournalError {
    /// What is wrong.
    pub reason: String,
}
