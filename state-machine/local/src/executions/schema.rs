use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

/// `execution.id` counts from 1 without a gap, since nothing is ever deleted from it: it is the place in lists.
const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS execution (
  id INTEGER PRIMARY KEY, arn TEXT NOT NULL UNIQUE, description TEXT NOT NULL, has_ended INTEGER NOT NULL,
  map_run TEXT, position INTEGER);
CREATE INDEX IF NOT EXISTS execution_by_map_run ON execution (map_run, position) WHERE map_run IS NOT NULL;
CREATE TABLE IF NOT EXISTS event (
  execution INTEGER NOT NULL, id INTEGER NOT NULL, event TEXT NOT NULL,
  PRIMARY KEY (execution, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS map_run (
  arn TEXT PRIMARY KEY, description TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS child (
  map_run TEXT NOT NULL, position INTEGER NOT NULL, child TEXT NOT NULL,
  PRIMARY KEY (map_run, position)) WITHOUT ROWID;
";

/// Opens the file for one process: another that has it open is told at once.
pub(super) fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(1))?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // FULL: each transaction is on disk when it is acknowledged; the engine groups many records in one.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.set_prepared_statement_cache_capacity(32);
    connection.execute_batch(SCHEMA)?;
    Ok(connection)
}
