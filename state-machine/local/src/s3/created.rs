//! What was uploaded, kept until somebody has taken it over: a row before the object is there, marked once it is.
//!
//! ```text
//! row (not placed) -> the object is there -> row marked -> the client is told
//! ```
//! A process that dies between leaves a row that opening settles by looking at the key: whoever was told that an upload
//! is there finds it in this list, and what never came to be is not in it.

use std::sync::PoisonError;
use std::time::SystemTime;

use rusqlite::{Row, params};

use super::content::Identity;
use super::index::{Index, from_millis, to_millis};
use super::object::locate;
use super::place::Target;
use super::store::Store;
use super::store_error::StoreError;

/// How an object came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreatedBy {
    /// `PutObject`.
    Put,
    /// `CopyObject`.
    Copy,
    /// `CompleteMultipartUpload`.
    MultipartUpload,
}

const REASONS: [(&str, CreatedBy); 3] = [
    ("PutObject", CreatedBy::Put),
    ("CopyObject", CreatedBy::Copy),
    ("CompleteMultipartUpload", CreatedBy::MultipartUpload),
];

impl CreatedBy {
    /// The operation, as AWS names it.
    pub fn as_str(self) -> &'static str {
        REASONS.iter().find(|(_, reason)| *reason == self).map_or("PutObject", |(name, _)| name)
    }
}

/// An object that was created below an announced prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectCreated {
    /// Which creation of this data folder, counted up and never given twice.
    pub number: u64,
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// Its bytes.
    pub size: u64,
    /// Its `ETag`, without quotes.
    pub etag: String,
    /// 18 hexadecimal digits; of two creations the later one's sort after.
    pub sequencer: String,
    /// How it came to be.
    pub reason: CreatedBy,
    /// When it came to be.
    pub at: SystemTime,
}

impl Store {
    /// From now on creations below this prefix are listed.
    pub(crate) fn announce(&self, bucket: &str, prefix: &str) {
        let mut announced = self.announced.write().unwrap_or_else(PoisonError::into_inner);
        announced.push((bucket.to_owned(), prefix.to_owned()));
    }

    /// Writes down that an object is about to be there; `None` where nobody listens for it.
    pub(crate) fn about_to_create(
        &self,
        target: &Target<'_>,
        (file, etag): (&Identity, &str),
        reason: CreatedBy,
    ) -> Result<Option<i64>, StoreError> {
        let (bucket, key) = (target.bucket.name.as_str(), target.key);
        let announced = self.announced.read().unwrap_or_else(PoisonError::into_inner);
        if !announced.iter().any(|(of, prefix)| of == bucket && key.starts_with(prefix.as_str())) {
            return Ok(None);
        }
        let connection = self.index.lock();
        connection
            .prepare_cached(
                "INSERT INTO created (bucket, key, inode, modified_ns, size, etag, reason, at_ms, placed)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0)",
            )?
            .execute(params![
                bucket,
                key,
                file.inode.cast_signed(),
                file.modified_ns,
                file.size.cast_signed(),
                etag,
                reason.as_str(),
                to_millis(self.clock.now())
            ])?;
        Ok(Some(connection.last_insert_rowid()))
    }

    /// The object is there.
    pub(crate) fn was_created(&self, row: Option<i64>) -> Result<(), StoreError> {
        let Some(row) = row else { return Ok(()) };
        self.index.settle(row, Settled::Created)?;
        self.creations.notify_waiters();
        Ok(())
    }

    /// The object is not there after all.
    pub(crate) fn was_not_created(&self, row: Option<i64>) -> Result<(), StoreError> {
        row.map_or(Ok(()), |row| self.index.settle(row, Settled::Never))
    }

    /// Settles what a killed process left open.
    pub(super) fn settle_creations(&self) -> Result<(), StoreError> {
        for (row, bucket, key, file) in self.index.open_creations()? {
            let found = self.bucket(&bucket).ok().map(|bucket| locate(&bucket, &key)).transpose()?.flatten();
            let is_there = found.is_some_and(|found| found.identity.is(&file));
            self.index.settle(row, if is_there { Settled::Created } else { Settled::Never })?;
        }
        Ok(())
    }
}

/// Whether an object came to be.
#[derive(Debug, Clone, Copy)]
enum Settled {
    Created,
    Never,
}

/// Inode, modification time and size, as a row has them.
type FileRow = (i64, i64, i64);

impl Identity {
    fn is(&self, row: &FileRow) -> bool {
        (self.inode.cast_signed(), self.modified_ns, self.size.cast_signed()) == *row
    }
}

impl Index {
    fn settle(&self, row: i64, settled: Settled) -> Result<(), StoreError> {
        let sql = match settled {
            Settled::Created => "UPDATE created SET placed = 1 WHERE number = ?1",
            Settled::Never => "DELETE FROM created WHERE number = ?1",
        };
        self.lock().prepare_cached(sql)?.execute([row])?;
        Ok(())
    }

    fn open_creations(&self) -> Result<Vec<(i64, String, String, FileRow)>, StoreError> {
        let connection = self.lock();
        let sql = "SELECT number, bucket, key, inode, modified_ns, size FROM created WHERE NOT placed";
        let mut select = connection.prepare(sql)?;
        let rows = select.query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, (row.get(3)?, row.get(4)?, row.get(5)?)))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The oldest creations that nobody has taken over.
    pub(crate) fn creations(&self, limit: usize) -> Result<Vec<ObjectCreated>, StoreError> {
        let connection = self.lock();
        let mut select = connection.prepare_cached(
            "SELECT number, bucket, key, size, etag, reason, at_ms FROM created
             WHERE placed ORDER BY number LIMIT ?1",
        )?;
        let rows = select.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], created)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Somebody has taken these over.
    pub(crate) fn forget_creations(&self, numbers: &[u64]) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        for number in numbers {
            let mut delete =
                transaction.prepare_cached("DELETE FROM created WHERE number = ?1 AND placed")?;
            delete.execute([number.cast_signed()])?;
        }
        Ok(transaction.commit()?)
    }
}

fn created(row: &Row<'_>) -> rusqlite::Result<ObjectCreated> {
    let number = row.get::<_, i64>(0)?.cast_unsigned();
    let reason: String = row.get(5)?;
    let reason =
        REASONS.iter().find(|(name, _)| *name == reason).map_or(CreatedBy::Put, |(_, reason)| *reason);
    Ok(ObjectCreated {
        number,
        bucket: row.get(1)?,
        key: row.get(2)?,
        size: row.get::<_, i64>(3)?.cast_unsigned(),
        etag: row.get(4)?,
        sequencer: format!("{number:018X}"),
        reason,
        at: from_millis(row.get(6)?),
    })
}
