use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, params};

use super::{Journal, JournalError};
use crate::model::{Event, What};

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS event (id INTEGER PRIMARY KEY, job TEXT, event TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS event_by_job ON event (job) WHERE job IS NOT NULL;
";

/// A journal in a `SQLite` file. One process at a time may have it open.
#[derive(Debug)]
pub struct SqliteJournal(Mutex<Connection>);

impl SqliteJournal {
    /// Opens the file, and makes it where it is not there; its folder must be.
    ///
    /// # Errors
    /// When it cannot be opened or written, or is no such file.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let failed = |error: rusqlite::Error| JournalError { reason: format!("{}: {error}", path.display()) };
        open(path).map(|connection| Self(Mutex::new(connection))).map_err(failed)
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(1))?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // FULL: each transaction is on disk when it is acknowledged; the desk puts many events in one.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch(SCHEMA)?;
    Ok(connection)
}

/// Why a row could not be written or read.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("{0}")]
    File(#[from] rusqlite::Error),
    #[error("a row cannot be read: {0}")]
    Row(#[from] serde_json::Error),
}

impl From<Fault> for JournalError {
    fn from(fault: Fault) -> Self {
        Self { reason: fault.to_string() }
    }
}

impl Journal for SqliteJournal {
    fn append(&self, events: &[Event]) -> Result<(), JournalError> {
        Ok(append(&mut self.connection(), events)?)
    }

    fn load(&self) -> Result<Vec<Event>, JournalError> {
        Ok(load(&self.connection())?)
    }
}

fn append(connection: &mut Connection, events: &[Event]) -> Result<(), Fault> {
    let transaction = connection.transaction()?;
    for event in events {
        if let What::Forgotten { job, .. } = &event.what {
            transaction.prepare_cached("DELETE FROM event WHERE job = ?1")?.execute([job.as_str()])?;
        }
        let job = event.job().map(crate::model::JobId::as_str);
        let mut insert = transaction.prepare_cached("INSERT INTO event (job, event) VALUES (?1, ?2)")?;
        insert.execute(params![job, serde_json::to_string(event)?])?;
    }
    Ok(transaction.commit()?)
}

fn load(connection: &Connection) -> Result<Vec<Event>, Fault> {
    let mut select = connection.prepare("SELECT event FROM event ORDER BY id")?;
    let texts = select.query_map([], |row| row.get::<_, String>(0))?;
    texts.map(|text| Ok(serde_json::from_str(&text?)?)).collect()
}
