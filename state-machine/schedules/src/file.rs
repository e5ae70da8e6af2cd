//! The book in a `SQLite` file; nothing is decided here.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, params};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::book::{Book, Change, Entry, Group, Invocation, Occurrence};
use crate::definition::{Definition, GroupName, ScheduleId};

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS schedule_group (
  name TEXT PRIMARY KEY, created TEXT NOT NULL, modified TEXT NOT NULL, token TEXT, tags TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS schedule (
  schedule_group TEXT NOT NULL, name TEXT NOT NULL, document TEXT NOT NULL, created TEXT NOT NULL,
  modified TEXT NOT NULL, token TEXT, handled TEXT NOT NULL, PRIMARY KEY (schedule_group, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS invocation (
  schedule_group TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, id TEXT NOT NULL, due TEXT NOT NULL,
  tries INTEGER NOT NULL, next_try TEXT NOT NULL, PRIMARY KEY (schedule_group, name, at)) WITHOUT ROWID;
";

/// Why schedules cannot be kept or read.
#[derive(Debug, thiserror::Error)]
#[error("schedules in {}: {kind}", path.display())]
pub struct FileError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong.
    #[source]
    pub kind: FileErrorKind,
}

/// What is wrong with the file.
#[derive(Debug, thiserror::Error)]
pub enum FileErrorKind {
    /// It cannot be opened, read or written.
    #[error(transparent)]
    File(#[from] rusqlite::Error),
    /// A row holds something else than was written.
    #[error("a row cannot be read: {0}")]
    Row(String),
}

/// The file, open for one process.
#[derive(Debug)]
pub(crate) struct BookFile {
    path: PathBuf,
    connection: Connection,
}

type Kept<T> = Result<T, FileErrorKind>;

impl BookFile {
    /// Opens the file, and makes it where it is not there.
    pub(crate) fn open(path: &Path) -> Result<Self, FileError> {
        let connection = open(path, SCHEMA).map_err(|kind| FileError { path: path.to_owned(), kind })?;
        Ok(Self { path: path.to_owned(), connection })
    }

    /// All that it holds.
    pub(crate) fn read(&self) -> Result<Book, FileError> {
        self.read_book().map_err(|kind| FileError { path: self.path.clone(), kind })
    }

    /// Writes all changes, or none; they are on disk when this returns.
    pub(crate) fn write(&mut self, changes: &[Change]) -> Result<(), FileError> {
        let path = &self.path;
        write(&mut self.connection, changes).map_err(|kind| FileError { path: path.clone(), kind })
    }

    fn read_book(&self) -> Kept<Book> {
        let mut book = Book::default();
        let changes = [self.groups()?, self.schedules()?, self.invocations()?];
        changes.into_iter().flatten().for_each(|change| book.apply(change));
        Ok(book)
    }

    fn groups(&self) -> Kept<Vec<Change>> {
        let mut select =
            self.connection.prepare("SELECT name, created, modified, token, tags FROM schedule_group")?;
        let mut rows = select.query([])?;
        let mut groups = Vec::new();
        while let Some(row) = rows.next()? {
            let tags: String = row.get(4)?;
            let group = Group {
                created: time(&row.get::<_, String>(1)?)?,
                modified: time(&row.get::<_, String>(2)?)?,
                token: row.get(3)?,
                tags: serde_json::from_str(&tags).map_err(|error| FileErrorKind::Row(error.to_string()))?,
            };
            groups.push(Change::Group(name(&row.get::<_, String>(0)?)?, group));
        }
        Ok(groups)
    }

    fn schedules(&self) -> Kept<Vec<Change>> {
        let sql = "SELECT schedule_group, name, document, created, modified, token, handled FROM schedule";
        let mut select = self.connection.prepare(sql)?;
        let mut rows = select.query([])?;
        let mut schedules = Vec::new();
        while let Some(row) = rows.next()? {
            let id = ScheduleId { group: name(&row.get::<_, String>(0)?)?, name: row.get(1)? };
            let document: String = row.get(2)?;
            let document: Map<String, Value> =
                serde_json::from_str(&document).map_err(|error| FileErrorKind::Row(error.to_string()))?;
            let definition =
                Definition::read(id, &document).map_err(|error| FileErrorKind::Row(error.to_string()))?;
            let dates = (time(&row.get::<_, String>(3)?)?, time(&row.get::<_, String>(4)?)?);
            let entry = Entry { token: row.get(5)?, ..Entry::set(definition, dates) };
            let handled = time(&row.get::<_, String>(6)?)?;
            schedules.push(Change::Schedule(Box::new(entry.handled_up_to(handled))));
        }
        Ok(schedules)
    }

    fn invocations(&self) -> Kept<Vec<Change>> {
        let sql = "SELECT schedule_group, name, at, id, due, tries, next_try FROM invocation";
        let mut select = self.connection.prepare(sql)?;
        let mut rows = select.query([])?;
        let mut invocations = Vec::new();
        while let Some(row) = rows.next()? {
            let schedule = ScheduleId { group: name(&row.get::<_, String>(0)?)?, name: row.get(1)? };
            let id = Uuid::parse_str(&row.get::<_, String>(3)?);
            invocations.push(Change::Invocation(Invocation {
                occurrence: Occurrence { schedule, at: time(&row.get::<_, String>(2)?)? },
                id: id.map_err(|error| FileErrorKind::Row(error.to_string()))?,
                due: time(&row.get::<_, String>(4)?)?,
                tries: row.get(5)?,
                next_try: time(&row.get::<_, String>(6)?)?,
            }));
        }
        Ok(invocations)
    }
}

/// Opens a file of this crate for one process.
pub(crate) fn open(path: &Path, schema: &str) -> Kept<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(1))?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // FULL: what is acknowledged is on disk, through the death of the process and of the machine.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch(schema)?;
    Ok(connection)
}

fn write(connection: &mut Connection, changes: &[Change]) -> Kept<()> {
    let transaction = connection.transaction()?;
    for change in changes {
        write_one(&transaction, change)?;
    }
    Ok(transaction.commit()?)
}

fn write_one(transaction: &Transaction<'_>, change: &Change) -> Kept<()> {
    let run = |sql: &str, params: &[&dyn rusqlite::ToSql]| -> Kept<()> {
        transaction.prepare_cached(sql)?.execute(params)?;
        Ok(())
    };
    match change {
        Change::Group(name, group) => {
            let tags = serde_json::to_string(&group.tags).unwrap_or_default();
            let row = params![name.as_str(), text(group.created), text(group.modified), group.token, tags];
            run("INSERT OR REPLACE INTO schedule_group VALUES (?1, ?2, ?3, ?4, ?5)", row)
        }
        Change::DropGroup(name) => run("DELETE FROM schedule_group WHERE name = ?1", params![name.as_str()]),
        Change::Schedule(entry) => {
            let id = &entry.definition.id;
            let document = Value::Object(entry.definition.document()).to_string();
            let row = params![
                id.group.as_str(),
                id.name,
                document,
                text(entry.created),
                text(entry.modified),
                entry.token,
                text(entry.handled)
            ];
            run("INSERT OR REPLACE INTO schedule VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", row)
        }
        Change::DropSchedule(id) => {
            let of = params![id.group.as_str(), id.name];
            run("DELETE FROM invocation WHERE schedule_group = ?1 AND name = ?2", of)?;
            run("DELETE FROM schedule WHERE schedule_group = ?1 AND name = ?2", of)
        }
        Change::Invocation(invocation) => {
            let (id, at) = (&invocation.occurrence.schedule, invocation.occurrence.at);
            let row = params![
                id.group.as_str(),
                id.name,
                text(at),
                invocation.id.to_string(),
                text(invocation.due),
                invocation.tries,
                text(invocation.next_try)
            ];
            run("INSERT OR REPLACE INTO invocation VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", row)
        }
        Change::DropInvocation(occurrence) => {
            let id = &occurrence.schedule;
            let of = params![id.group.as_str(), id.name, text(occurrence.at)];
            run("DELETE FROM invocation WHERE schedule_group = ?1 AND name = ?2 AND at = ?3", of)
        }
    }
}

fn text(at: Timestamp) -> String {
    at.to_string()
}

fn time(text: &str) -> Kept<Timestamp> {
    text.parse().map_err(|error: jiff::Error| FileErrorKind::Row(error.to_string()))
}

fn name(text: &str) -> Kept<GroupName> {
    GroupName::new(text).map_err(|error| FileErrorKind::Row(error.to_string()))
}
