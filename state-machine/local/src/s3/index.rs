//! The `SQLite` file: what the plain files cannot say of themselves.
//!
//! Every row names the file it speaks of by inode, modification time and size, and is written before the file gets
//! its key. A row whose file never came, or is gone, or was written to by a person, speaks of nothing and is not
//! read; [`Index::forget_others`] and the sweep at opening remove such rows.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use rusqlite::{Connection, OptionalExtension, params};

use super::attributes::Attributes;
use super::content::{Content, Identity};
use super::store_error::StoreError;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS content (
  inode INTEGER NOT NULL, modified_ns INTEGER NOT NULL, size INTEGER NOT NULL,
  etag TEXT NOT NULL, checksums TEXT NOT NULL,
  PRIMARY KEY (inode, modified_ns, size)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS object (
  bucket TEXT NOT NULL, key TEXT NOT NULL,
  inode INTEGER NOT NULL, modified_ns INTEGER NOT NULL, size INTEGER NOT NULL,
  last_modified_ms INTEGER NOT NULL, attributes TEXT NOT NULL,
  PRIMARY KEY (bucket, key, inode, modified_ns, size)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS upload (
  id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, initiated_ms INTEGER NOT NULL,
  attributes TEXT NOT NULL, algorithm TEXT, checksum_type TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS upload_by_key ON upload (bucket, key, id);
CREATE TABLE IF NOT EXISTS part (
  upload TEXT NOT NULL, number INTEGER NOT NULL, file TEXT NOT NULL, size INTEGER NOT NULL,
  md5 TEXT NOT NULL, checksums TEXT NOT NULL, last_modified_ms INTEGER NOT NULL,
  PRIMARY KEY (upload, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS created (
  number INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, key TEXT NOT NULL,
  inode INTEGER NOT NULL, modified_ns INTEGER NOT NULL, size INTEGER NOT NULL,
  etag TEXT NOT NULL, reason TEXT NOT NULL, at_ms INTEGER NOT NULL, placed INTEGER NOT NULL);
";

/// The index's one connection.
#[derive(Debug)]
pub(crate) struct Index {
    connection: Mutex<Connection>,
}

/// What a row says of a key.
#[derive(Debug, Clone)]
pub(crate) struct KeyRow {
    pub(crate) last_modified: SystemTime,
    pub(crate) attributes: Attributes,
}

impl Index {
    /// Opens or creates the file.
    pub(crate) fn open(path: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // NORMAL: a row survives the death of the process; a power cut may lose the last ones, never the file.
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.set_prepared_statement_cache_capacity(64);
        connection.execute_batch(SCHEMA)?;
        Ok(Self { connection: Mutex::new(connection) })
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known of the bytes.
    pub(crate) fn content(&self, file: &Identity) -> Result<Option<Content>, StoreError> {
        let connection = self.lock();
        let mut select = connection.prepare_cached(
            "SELECT etag, checksums FROM content WHERE inode = ?1 AND modified_ns = ?2 AND size = ?3",
        )?;
        let row = select
            .query_row(params![inode(file), file.modified_ns, size(file)], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
            })
            .optional()?;
        let Some((etag, checksums)) = row else { return Ok(None) };
        Ok(Some(Content { etag, checksums: serde_json::from_str(&checksums)? }))
    }

    /// What is known of the key while this file is its object.
    pub(crate) fn key_row(
        &self,
        bucket: &str,
        key: &str,
        file: &Identity,
    ) -> Result<Option<KeyRow>, StoreError> {
        let connection = self.lock();
        let mut select = connection.prepare_cached(
            "SELECT last_modified_ms, attributes FROM object
             WHERE bucket = ?1 AND key = ?2 AND inode = ?3 AND modified_ns = ?4 AND size = ?5",
        )?;
        let row = select
            .query_row(params![bucket, key, inode(file), file.modified_ns, size(file)], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
            })
            .optional()?;
        let Some((last_modified, attributes)) = row else { return Ok(None) };
        let attributes = serde_json::from_str(&attributes)?;
        Ok(Some(KeyRow { last_modified: from_millis(last_modified), attributes }))
    }

    /// When the key was written, as far as a row says so of this file.
    pub(crate) fn last_modified(
        &self,
        bucket: &str,
        key: &str,
        file: &Identity,
    ) -> Result<Option<SystemTime>, StoreError> {
        let connection = self.lock();
        let mut select = connection.prepare_cached(
            "SELECT last_modified_ms FROM object
             WHERE bucket = ?1 AND key = ?2 AND inode = ?3 AND modified_ns = ?4 AND size = ?5",
        )?;
        let of = params![bucket, key, inode(file), file.modified_ns, size(file)];
        Ok(select.query_row(of, |row| row.get(0)).optional()?.map(from_millis))
    }

    /// Writes what is known of bytes.
    pub(crate) fn put_content(&self, file: &Identity, content: &Content) -> Result<(), StoreError> {
        write_content(&self.lock(), file, content)
    }

    /// Writes what is known of bytes and of a key, together.
    pub(crate) fn put(
        &self,
        of: (&str, &str, &Identity),
        known: (&Content, &KeyRow),
    ) -> Result<(), StoreError> {
        let ((bucket, key, file), (content, row)) = (of, known);
        let attributes = serde_json::to_string(&row.attributes)?;
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        write_content(&transaction, file, content)?;
        transaction
            .prepare_cached("INSERT OR REPLACE INTO object VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
            .execute(params![
                bucket,
                key,
                inode(file),
                file.modified_ns,
                size(file),
                to_millis(row.last_modified),
                attributes
            ])?;
        transaction.commit()?;
        Ok(())
    }

    /// Removes the key's rows that speak of other files; of all files where there is none now.
    pub(crate) fn forget_others(
        &self,
        bucket: &str,
        key: &str,
        now: Option<&Identity>,
    ) -> Result<(), StoreError> {
        let connection = self.lock();
        let (inode, modified) = now.map_or((-1, -1), |file| (inode(file), file.modified_ns));
        connection
            .prepare_cached(
                "DELETE FROM object WHERE bucket = ?1 AND key = ?2 AND NOT (inode = ?3 AND modified_ns = ?4)",
            )?
            .execute(params![bucket, key, inode, modified])?;
        Ok(())
    }

    /// Every key with a row, to sweep those whose file is gone.
    pub(crate) fn keys(&self) -> Result<Vec<(String, String)>, StoreError> {
        let connection = self.lock();
        let mut select = connection.prepare("SELECT DISTINCT bucket, key FROM object")?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Removes what is known of bytes that are gone.
    pub(crate) fn forget_content(&self, file: &Identity) -> Result<(), StoreError> {
        self.lock()
            .prepare_cached("DELETE FROM content WHERE inode = ?1 AND modified_ns = ?2 AND size = ?3")?
            .execute(params![inode(file), file.modified_ns, size(file)])?;
        Ok(())
    }
}

fn write_content(connection: &Connection, file: &Identity, content: &Content) -> Result<(), StoreError> {
    let checksums = serde_json::to_string(&content.checksums)?;
    connection
        .prepare_cached("INSERT OR REPLACE INTO content VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![inode(file), file.modified_ns, size(file), content.etag, checksums])?;
    Ok(())
}

/// `SQLite`'s integers are signed; the bits stay the same.
fn inode(file: &Identity) -> i64 {
    file.inode.cast_signed()
}

fn size(file: &Identity) -> i64 {
    file.size.cast_signed()
}

/// Whole milliseconds since 1970; times before are taken as 1970.
pub(crate) fn to_millis(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The inverse of [`to_millis`].
pub(crate) fn from_millis(millis: i64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(millis.max(0).unsigned_abs())
}
