use std::sync::{Arc, Mutex};

use apoyo_jobs::{Event, Journal, JournalError};
use tokio::sync::watch;

/// A journal in memory that outlives the jobs over it, and whose disk may be full.
#[derive(Clone, Default)]
pub(crate) struct TemporaryJournal(Arc<Inner>);

#[derive(Default)]
struct Inner {
    kept: Mutex<Kept>,
    refused: watch::Sender<bool>,
}

#[derive(Default)]
struct Kept {
    events: Vec<Event>,
    writes: usize,
    /// Writes that still go well; all of them where there is none.
    room: Option<usize>,
    /// Whether the next write goes well and is said to have failed.
    lies: bool,
}

impl TemporaryJournal {
    /// What a process leaves that is killed once so many writes are on disk.
    pub(crate) fn dying_after(writes: usize) -> Self {
        let journal = Self::default();
        journal.set_room(Some(writes));
        journal
    }

    /// The disk has room for so many writes, or for all.
    pub(crate) fn set_room(&self, room: Option<usize>) {
        self.0.kept.lock().unwrap().room = room;
    }

    /// The next write is on disk, and is said not to be: as where a disk fails between its writing and its telling.
    pub(crate) fn lie_once(&self) {
        self.0.kept.lock().unwrap().lies = true;
    }

    /// Another disk with the same on it.
    pub(crate) fn copy(&self) -> Self {
        let events = self.0.kept.lock().unwrap().events.clone();
        let kept = Mutex::new(Kept { events, ..Kept::default() });
        Self(Arc::new(Inner { kept, ..Inner::default() }))
    }

    pub(crate) fn events(&self) -> usize {
        self.0.kept.lock().unwrap().events.len()
    }

    pub(crate) fn writes(&self) -> usize {
        self.0.kept.lock().unwrap().writes
    }

    /// Ready once a write was refused.
    pub(crate) async fn is_full(&self) {
        self.0.refused.subscribe().wait_for(|refused| *refused).await.unwrap();
    }
}

impl Journal for TemporaryJournal {
    fn append(&self, events: &[Event]) -> Result<(), JournalError> {
        let mut kept = self.0.kept.lock().unwrap();
        if kept.room == Some(0) {
            self.0.refused.send_replace(true);
            return Err(JournalError { reason: "No space left on device".into() });
        }
        kept.room = kept.room.map(|room| room - 1);
        kept.writes += 1;
        kept.events.extend_from_slice(events);
        if std::mem::take(&mut kept.lies) {
            return Err(JournalError { reason: "Input/output error".into() });
        }
        Ok(())
    }

    fn load(&self) -> Result<Vec<Event>, JournalError> {
        Ok(self.0.kept.lock().unwrap().events.clone())
    }
}
