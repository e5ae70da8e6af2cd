use std::collections::HashMap;

use apoyo_engine::{Arn, ExecutionDescription, HistoryEvent, Record, Status};
use rusqlite::{Transaction, params};

use super::{Fault, Kept};

/// A record as it is written; made before the file is locked.
pub(super) enum Row {
    Opened { arn: Arn, description: String, child: Option<(String, i64)> },
    Event { arn: Arn, id: u64, event: String, changing: Option<Box<HistoryEvent>> },
    MapRun { arn: String, description: String, has_succeeded: bool },
    Child { map_run: String, position: i64, child: String },
}

impl Row {
    pub(super) fn of_all(records: &[Record]) -> Result<Vec<Self>, Fault> {
        records.iter().map(Self::of).collect()
    }

    fn of(record: &Record) -> Result<Self, Fault> {
        Ok(match record {
            Record::Opened(opened) => Self::Opened {
                arn: opened.execution_arn.clone(),
                description: serde_json::to_string(opened)?,
                child: opened.child.as_ref().map(|part| (part.map_run_arn.to_string(), position(part.index))),
            },
            Record::Event(execution, event) => Self::Event {
                arn: execution.clone(),
                id: event.id,
                event: serde_json::to_string(event)?,
                changing: event.event.changes_status().then(|| Box::new(event.clone())),
            },
            Record::MapRun(run) => Self::MapRun {
                arn: run.map_run_arn.to_string(),
                description: serde_json::to_string(run)?,
                has_succeeded: run.status == Status::Succeeded,
            },
            Record::Child(child) => Self::Child {
                map_run: child.map_run_arn.to_string(),
                position: position(child.index),
                child: serde_json::to_string(child)?,
            },
        })
    }
}

/// A position as `SQLite` keeps it.
pub(super) fn position(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

/// Writes all rows in one transaction; what it learned of rows counts only once that is on disk.
pub(super) fn append(kept: &mut Kept, rows: &[Row]) -> Result<(), Fault> {
    let mut opened: HashMap<&Arn, i64> = HashMap::new();
    let mut ended: Vec<&Arn> = Vec::new();
    let transaction = kept.connection.transaction()?;
    for row in rows {
        match row {
            Row::Opened { arn, description, child } => {
                let (map_run, position) = child.clone().unzip();
                let mut insert = transaction.prepare_cached(
                    "INSERT INTO execution (arn, description, has_ended, map_run, position) VALUES (?1, ?2, 0, ?3, ?4)",
                )?;
                insert.execute(params![arn.as_str(), description, map_run, position])?;
                opened.insert(arn, transaction.last_insert_rowid());
            }
            Row::Event { arn, id, event, changing } => {
                let execution = match opened.get(arn).or_else(|| kept.rows.get(arn)) {
                    Some(execution) => *execution,
                    None => row_of(&transaction, arn)?,
                };
                let mut insert = transaction
                    .prepare_cached("INSERT INTO event (execution, id, event) VALUES (?1, ?2, ?3)")?;
                insert.execute(params![execution, id.cast_signed(), event])?;
                if let Some(event) = changing {
                    match change(&transaction, execution, event)? {
                        Status::Running => drop(opened.insert(arn, execution)),
                        _ => ended.push(arn),
                    }
                }
            }
            Row::MapRun { arn, description, has_succeeded } => {
                let mut insert =
                    transaction.prepare_cached("INSERT OR REPLACE INTO map_run VALUES (?1, ?2)")?;
                insert.execute(params![arn, description])?;
                // Till then a redrive needs them.
                if *has_succeeded {
                    transaction.execute("DELETE FROM child WHERE map_run = ?1", [arn])?;
                }
            }
            Row::Child { map_run, position, child } => {
                let mut insert =
                    transaction.prepare_cached("INSERT OR REPLACE INTO child VALUES (?1, ?2, ?3)")?;
                insert.execute(params![map_run, position, child])?;
            }
        }
    }
    transaction.commit()?;
    kept.rows.extend(opened.into_iter().map(|(arn, row)| (arn.clone(), row)));
    for arn in ended {
        kept.rows.remove(arn);
    }
    Ok(())
}

fn row_of(transaction: &Transaction<'_>, arn: &Arn) -> Result<i64, Fault> {
    let mut select = transaction.prepare_cached("SELECT id FROM execution WHERE arn = ?1")?;
    let found = select.query_row([arn.as_str()], |row| row.get(0));
    found.map_err(|error| match error {
        rusqlite::Error::QueryReturnedNoRows => Fault::Unknown(arn.clone()),
        other => Fault::File(other),
    })
}

/// Writes into its description that an execution ended or goes on again; gives back how it stands.
fn change(transaction: &Transaction<'_>, execution: i64, event: &HistoryEvent) -> Result<Status, Fault> {
    let mut select = transaction.prepare_cached("SELECT description FROM execution WHERE id = ?1")?;
    let text: String = select.query_row([execution], |row| row.get(0))?;
    let changed = serde_json::from_str::<ExecutionDescription>(&text)?.after(event);
    let has_ended = changed.status != Status::Running;
    let mut update =
        transaction.prepare_cached("UPDATE execution SET description = ?2, has_ended = ?3 WHERE id = ?1")?;
    update.execute(params![execution, serde_json::to_string(&changed)?, has_ended])?;
    Ok(changed.status)
}
