//! What is gathered, in a `SQLite` file; nothing is decided here.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::Uploaded;
use crate::file::{FileErrorKind, open};

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS upload (
  number INTEGER PRIMARY KEY, key TEXT NOT NULL, event TEXT NOT NULL, at TEXT NOT NULL, forgotten INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS batch (
  id TEXT PRIMARY KEY, input TEXT NOT NULL, fixed TEXT NOT NULL, tries INTEGER NOT NULL, next_try TEXT NOT NULL)
  WITHOUT ROWID;
";

type Kept<T> = Result<T, FileErrorKind>;

/// An upload that waits for its batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Waiting {
    pub(super) number: u64,
    pub(super) key: String,
    /// The whole event, JSON.
    pub(super) event: String,
    /// When it was gathered.
    pub(super) at: Timestamp,
}

/// Uploads that are one execution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Batch {
    pub(super) id: String,
    pub(super) input: String,
    pub(super) fixed: Timestamp,
    pub(super) tries: u32,
    pub(super) next_try: Timestamp,
}

/// The file's rows.
#[derive(Debug)]
pub(super) struct Rows(Connection);

impl Rows {
    pub(super) fn open(path: &Path) -> Kept<Self> {
        Ok(Self(open(path, SCHEMA)?))
    }

    /// Takes uploads over from the log, which has them still; those that were taken before are left as they are.
    pub(super) fn take(&mut self, uploads: &[(Uploaded, String)], now: Timestamp) -> Kept<()> {
        let transaction = self.0.transaction()?;
        for (uploaded, event) in uploads {
            let mut insert =
                transaction.prepare_cached("INSERT OR IGNORE INTO upload VALUES (?1, ?2, ?3, ?4, 0)")?;
            let number = uploaded.number.cast_signed();
            insert.execute(params![number, uploaded.upload.key, event, now.to_string()])?;
        }
        Ok(transaction.commit()?)
    }

    /// Numbers that the log may still have.
    pub(super) fn not_forgotten(&self) -> Kept<Vec<u64>> {
        let mut select =
            self.0.prepare_cached("SELECT number FROM upload WHERE NOT forgotten ORDER BY number")?;
        let numbers = select.query_map([], |row| row.get::<_, i64>(0))?;
        numbers.map(|number| Ok(number?.cast_unsigned())).collect()
    }

    /// The log has forgotten all that was taken.
    pub(super) fn mark_forgotten(&self, numbers: &[u64]) -> Kept<()> {
        let mut update = self.0.prepare_cached("UPDATE upload SET forgotten = 1 WHERE number = ?1")?;
        for number in numbers {
            update.execute([number.cast_signed()])?;
        }
        Ok(())
    }

    /// Uploads that no log has any more, in the order of their numbers.
    pub(super) fn waiting(&self, limit: usize) -> Kept<Vec<Waiting>> {
        let sql = "SELECT number, key, event, at FROM upload WHERE forgotten ORDER BY number LIMIT ?1";
        let mut select = self.0.prepare_cached(sql)?;
        let mut rows = select.query([i64::try_from(limit).unwrap_or(i64::MAX)])?;
        let mut waiting = Vec::new();
        while let Some(row) = rows.next()? {
            waiting.push(Waiting {
                number: row.get::<_, i64>(0)?.cast_unsigned(),
                key: row.get(1)?,
                event: row.get(2)?,
                at: time(&row.get::<_, String>(3)?)?,
            });
        }
        Ok(waiting)
    }

    /// Makes these uploads one batch.
    pub(super) fn fix(&mut self, batch: &Batch, numbers: &[u64]) -> Kept<()> {
        let transaction = self.0.transaction()?;
        let Batch { id, input, fixed, tries, next_try } = batch;
        transaction.execute(
            "INSERT INTO batch VALUES (?1, ?2, ?3, ?4, ?5)",
            params![id, input, fixed.to_string(), tries, next_try.to_string()],
        )?;
        for number in numbers {
            transaction.execute("DELETE FROM upload WHERE number = ?1", [number.cast_signed()])?;
        }
        Ok(transaction.commit()?)
    }

    /// All batches that were not started.
    pub(super) fn batches(&self) -> Kept<Vec<Batch>> {
        let mut select = self.0.prepare_cached("SELECT id, input, fixed, tries, next_try FROM batch")?;
        let mut rows = select.query([])?;
        let mut batches = Vec::new();
        while let Some(row) = rows.next()? {
            batches.push(Batch {
                id: row.get(0)?,
                input: row.get(1)?,
                fixed: time(&row.get::<_, String>(2)?)?,
                tries: row.get(3)?,
                next_try: time(&row.get::<_, String>(4)?)?,
            });
        }
        Ok(batches)
    }

    /// A batch is done, or given up.
    pub(super) fn drop_batch(&self, id: &str) -> Kept<()> {
        self.0.execute("DELETE FROM batch WHERE id = ?1", [id])?;
        Ok(())
    }

    /// A batch is tried again later.
    pub(super) fn put_off(&self, batch: &Batch) -> Kept<()> {
        let sql = "UPDATE batch SET tries = ?2, next_try = ?3 WHERE id = ?1";
        self.0.execute(sql, params![batch.id, batch.tries, batch.next_try.to_string()])?;
        Ok(())
    }
}

fn time(text: &str) -> Kept<Timestamp> {
    text.parse().map_err(|error: jiff::Error| FileErrorKind::Row(error.to_string()))
}
