use std::collections::BTreeMap;

use apoyo_engine::{Arn, ExecutionDescription, HistoryEvent, MapRunDescription, StoredChild};
use rusqlite::{Connection, Params, params};
use serde::de::DeserializeOwned;

use super::Fault;
use super::write::position;

pub(super) fn history(
    connection: &Connection,
    execution: &Arn,
    (after, limit): (u64, usize),
) -> Result<Vec<HistoryEvent>, Fault> {
    let sql = "SELECT event.event FROM event JOIN execution ON execution.id = event.execution
               WHERE execution.arn = ?1 AND event.id > ?2 ORDER BY event.id LIMIT ?3";
    all(connection, sql, params![execution.as_str(), bounded(after), position(limit)])
}

pub(super) fn last_id(connection: &Connection, execution: &Arn) -> Result<u64, Fault> {
    let mut select = connection.prepare_cached(
        "SELECT coalesce(max(event.id), 0) FROM event JOIN execution ON execution.id = event.execution
         WHERE execution.arn = ?1",
    )?;
    let id: i64 = select.query_row([execution.as_str()], |row| row.get(0))?;
    Ok(id.cast_unsigned())
}

pub(super) fn executions(
    connection: &Connection,
    skip: usize,
    limit: usize,
) -> Result<Vec<ExecutionDescription>, Fault> {
    let sql = "SELECT description FROM execution WHERE id > ?1 ORDER BY id LIMIT ?2";
    all(connection, sql, params![position(skip), position(limit)])
}

pub(super) fn map_runs(connection: &Connection) -> Result<Vec<MapRunDescription>, Fault> {
    all(connection, "SELECT description FROM map_run ORDER BY rowid", [])
}

/// Children that have ended: those of type EXPRESS have a row each, those of type STANDARD are executions.
pub(super) fn children(
    connection: &Connection,
    map_run: &Arn,
    (from, limit): (usize, usize),
) -> Result<Vec<StoredChild>, Fault> {
    let of = params![map_run.as_str(), position(from), position(limit)];
    let express = "SELECT child FROM child WHERE map_run = ?1 AND position >= ?2 ORDER BY position LIMIT ?3";
    let standard = "SELECT description FROM execution
                    WHERE map_run = ?1 AND position >= ?2 AND has_ended ORDER BY position LIMIT ?3";
    let express: Vec<StoredChild> = all(connection, express, of)?;
    let standard: Vec<ExecutionDescription> = all(connection, standard, of)?;
    let both = express.into_iter().chain(standard.iter().filter_map(StoredChild::of));
    let in_order: BTreeMap<usize, StoredChild> = both.map(|child| (child.index, child)).collect();
    Ok(in_order.into_values().take(limit).collect())
}

/// Every row's first column, read as JSON.
fn all<T: DeserializeOwned>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
) -> Result<Vec<T>, Fault> {
    let mut select = connection.prepare_cached(sql)?;
    let texts = select.query_map(params, |row| row.get::<_, String>(0))?;
    texts.map(|text| Ok(serde_json::from_str(&text?)?)).collect()
}

fn bounded(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
