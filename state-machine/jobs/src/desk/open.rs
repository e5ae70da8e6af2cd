use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tokio::sync::mpsc;

use super::message::Message;
use super::options::JobsOptions;
use super::turn::Desk;
use crate::act::JobVariables;
use crate::decide::ended;
use crate::model::{
    Arns, Book, ComputeEnvironment, Event, JobKey, ProcessExit, ProcessIdentity, Switch, What,
};
use crate::record::{Journal, JournalError};

/// Name of the compute environment that is there from the beginning: this machine.
pub(crate) const ENVIRONMENT: &str = "local";

/// Messages that may wait for the desk.
const MAILBOX: usize = 1_024;

/// Why jobs cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Their journal cannot be read or written.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// Goes on where the last process ended: reads the journal, ends what outlived it, and begins the loop.
pub(super) async fn open(options: JobsOptions) -> Result<mpsc::Sender<Message>, OpenError> {
    let JobsOptions { journal, processes, clock, realm, vcpus, variables, logs, folder } = options;
    let arns = Arns(realm);
    let at = clock.now().as_millisecond();
    let book = read(&journal, arns.clone()).await?;
    if !book.is_founded() {
        write(&journal, founding(at)).await?;
    }
    for (key, attempt, process) in under_way(&book) {
        processes.end_orphans(&key, attempt, process.as_ref()).await;
    }
    let lost = book.active().filter_map(|(key, ..)| ended(&book, key, &ProcessExit::Lost, at));
    write(&journal, lost.collect()).await?;
    let book = read(&journal, arns).await?;
    let (sender, messages) = mpsc::channel(MAILBOX);
    let desk = Desk {
        book,
        journal,
        processes,
        clock,
        machine: vcpus.get().saturating_mul(1_000),
        variables: JobVariables::of_process(variables),
        logs,
        folder,
        messages,
        reports: mpsc::unbounded_channel(),
        waiting: HashMap::new(),
        unrecorded: Vec::new(),
        is_ahead: false,
        retry_at: None,
        stopping: Vec::new(),
        put_off: Vec::new(),
        started: HashSet::new(),
        forget_at: at,
    };
    tokio::spawn(desk.run());
    Ok(sender)
}

/// The book of all that is kept.
pub(super) fn folded(journal: &dyn Journal, arns: Arns) -> Result<Book, JournalError> {
    let mut book = Book::new(arns);
    for event in journal.load()? {
        book.apply(&event).map_err(|illegal| JournalError { reason: illegal.to_string() })?;
    }
    Ok(book)
}

async fn read(journal: &Arc<dyn Journal>, arns: Arns) -> Result<Book, JournalError> {
    let journal = Arc::clone(journal);
    let done = tokio::task::spawn_blocking(move || folded(&*journal, arns)).await;
    done.unwrap_or_else(|error| Err(JournalError { reason: error.to_string() }))
}

async fn write(journal: &Arc<dyn Journal>, events: Vec<Event>) -> Result<(), JournalError> {
    let journal = Arc::clone(journal);
    let done =
        tokio::task::spawn_blocking(move || if events.is_empty() { Ok(()) } else { journal.append(&events) });
    done.await.unwrap_or_else(|error| Err(JournalError { reason: error.to_string() }))
}

/// The one random number of a journal, from which all its ids are made, and its compute environment.
fn founding(at: i64) -> Vec<Event> {
    let environment = ComputeEnvironment {
        name: ENVIRONMENT.to_owned(),
        state: Switch::Enabled,
        kind: "MANAGED".to_owned(),
        shown: serde_json::Value::Null,
    };
    [What::Founded(uuid::Uuid::new_v4().into_bytes()), What::EnvironmentPut(environment)]
        .map(|what| Event::new(at, what))
        .to_vec()
}

fn under_way(book: &Book) -> Vec<(JobKey, u32, Option<ProcessIdentity>)> {
    let process = |single: &crate::model::SingleJob| single.current.as_ref()?.process.clone();
    book.active().map(|(key, _, single)| (key.clone(), single.attempt_number(), process(single))).collect()
}
