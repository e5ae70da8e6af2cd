//! Executions in a `SQLite` file: every event, every description, and what is known of Map Runs.
//!
//! ```text
//! engine --append(group of records)--> one transaction --> WAL, on disk before it is acknowledged
//! ```
//! Architecture invariant: rows are only what the engine told; nothing is decided here.

mod read;
mod schema;
mod write;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use apoyo_engine::{
    Arn, ExecutionDescription, HistoryEvent, MapRunDescription, Record, Store, StoreError, StoredChild,
};
use async_trait::async_trait;
use rusqlite::Connection;
use tokio::sync::watch;

/// Why nothing can be stored at the moment; none while everything can. The engine tries again until it can: what it was
/// asked for in between is not lost, but who asked waits, and should know why.
pub(crate) type Trouble = watch::Receiver<Option<String>>;

/// Keeps executions in a file; what is acknowledged is on disk, through the death of the process and of the machine.
///
/// Clones share the file. One process at a time may have it open.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    kept: Arc<Mutex<Kept>>,
    trouble: watch::Sender<Option<String>>,
}

#[derive(Debug)]
struct Kept {
    connection: Connection,
    /// Rows of the executions that run, so that an event needs no look-up.
    rows: HashMap<Arn, i64>,
}

impl SqliteStore {
    /// Opens the file, and makes it where it is not there.
    ///
    /// # Errors
    /// When it cannot be opened or written, or is no such file.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let failed = |error: rusqlite::Error| StoreError { reason: format!("{}: {error}", path.display()) };
        let connection = schema::open(path).map_err(failed)?;
        let kept = Arc::new(Mutex::new(Kept { connection, rows: HashMap::new() }));
        Ok(Self { kept, trouble: watch::Sender::new(None) })
    }

    /// Tells whether the last append was kept.
    pub(crate) fn trouble(&self) -> Trouble {
        self.trouble.subscribe()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs work that waits for the disk on a thread that may.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Kept) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&mut store.kept())).await;
        let failed = |reason: String| StoreError { reason };
        done.map_err(|error| failed(error.to_string()))?.map_err(|fault| failed(fault.to_string()))
    }
}

/// Why the file could not be used.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("the file of executions: {0}")]
    File(#[from] rusqlite::Error),
    #[error("a row of the file of executions cannot be read: {0}")]
    Row(#[from] serde_json::Error),
    #[error("an event came of {0}, of which nothing is known")]
    Unknown(Arn),
}

#[async_trait]
impl Store for SqliteStore {
    fn outlives_the_process(&self) -> bool {
        true
    }

    async fn append(&self, records: &[Record]) -> Result<(), StoreError> {
        let rows = write::Row::of_all(records).map_err(|fault| StoreError { reason: fault.to_string() })?;
        let done = self.blocking(move |kept| write::append(kept, &rows)).await;
        let now = done.as_ref().err().map(|error| error.reason.clone());
        self.trouble.send_if_modified(|trouble| {
            let is_news = *trouble != now;
            *trouble = now;
            is_news
        });
        done
    }

    async fn load(&self, execution: &Arn, after: u64, limit: usize) -> Result<Vec<HistoryEvent>, StoreError> {
        let execution = execution.clone();
        self.blocking(move |kept| read::history(&kept.connection, &execution, (after, limit))).await
    }

    async fn last_id(&self, execution: &Arn) -> Result<u64, StoreError> {
        let execution = execution.clone();
        self.blocking(move |kept| read::last_id(&kept.connection, &execution)).await
    }

    async fn executions(&self, skip: usize, limit: usize) -> Result<Vec<ExecutionDescription>, StoreError> {
        self.blocking(move |kept| read::executions(&kept.connection, skip, limit)).await
    }

    async fn map_runs(&self) -> Result<Vec<MapRunDescription>, StoreError> {
        self.blocking(move |kept| read::map_runs(&kept.connection)).await
    }

    async fn children(
        &self,
        map_run: &Arn,
        from: usize,
        limit: usize,
    ) -> Result<Vec<StoredChild>, StoreError> {
        let map_run = map_run.clone();
        self.blocking(move |kept| read::children(&kept.connection, &map_run, (from, limit))).await
    }
}
