use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use crate::{FunctionName, RequestId};

/// Events that were accepted and are not done: a file for each, named after its request.
#[derive(Debug)]
pub(crate) struct Events {
    folder: PathBuf,
    /// Those that may be in memory at once.
    pub(super) at_work: Semaphore,
}

/// Events at once, so that thousands that were accepted do not fill the memory.
const MOST_AT_WORK: usize = 64;

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredEvent {
    pub(super) function: FunctionName,
    /// JSON text, as it came.
    pub(super) payload: String,
    pub(super) trace: String,
    pub(super) accepted: Timestamp,
    /// Attempts that failed.
    pub(super) failed: u32,
}

impl Events {
    /// In this folder, which is made once there is something to keep.
    pub(crate) fn at(folder: PathBuf) -> Self {
        Self { folder, at_work: Semaphore::new(MOST_AT_WORK) }
    }

    /// Keeps an event; it is on disk when this returns.
    ///
    /// # Errors
    /// When the disk is full or cannot be written; then the event is as it was.
    pub(super) fn keep(&self, id: &RequestId, event: &StoredEvent) -> io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let (path, next) = (self.path(id), self.path(id).with_extension("next"));
        let written = write(&next, event).and_then(|()| std::fs::rename(&next, &path));
        written.inspect_err(|_| {
            // What was half written is of no use.
            let _ = std::fs::remove_file(&next);
        })?;
        // The new name is on disk once its folder is.
        File::open(&self.folder)?.sync_all()
    }

    /// The event of a request.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn read(&self, id: &RequestId) -> io::Result<StoredEvent> {
        Ok(serde_json::from_slice(&std::fs::read(self.path(id))?)?)
    }

    /// Forgets an event that is done. One that cannot be forgotten runs again at the next start.
    pub(super) fn forget(&self, id: &RequestId) {
        if let Err(error) = std::fs::remove_file(self.path(id)) {
            tracing::warn!(%error, %id, "an event that is done cannot be removed");
        }
    }

    /// The requests whose events are kept.
    ///
    /// # Errors
    /// When the folder cannot be read; where there is none, there are no events.
    pub(super) fn kept(&self) -> io::Result<Vec<RequestId>> {
        let entries = match std::fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut kept = Vec::new();
        for entry in entries {
            let path = entry?.path();
            let name = path.file_stem().and_then(|name| name.to_str()).and_then(RequestId::read);
            // A file of another kind was half written when a process ended: its event was not accepted.
            kept.extend(name.filter(|_| path.extension().is_some_and(|kind| kind == "json")));
        }
        Ok(kept)
    }

    fn path(&self, id: &RequestId) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }
}

fn write(path: &Path, event: &StoredEvent) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(&serde_json::to_vec(event)?)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> StoredEvent {
        let function = FunctionName::try_from("f".to_owned()).unwrap();
        let accepted = Timestamp::UNIX_EPOCH;
        StoredEvent { function, payload: "{\"a\": 1}".into(), trace: "t".into(), accepted, failed: 1 }
    }

    #[test]
    fn an_event_is_read_as_it_was_kept_until_it_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let events = Events::at(folder.path().join("events"));
        assert_eq!(events.kept().unwrap(), []);
        let id = RequestId::new();
        events.keep(&id, &event()).unwrap();
        std::fs::write(folder.path().join("events/half.next"), "{").unwrap();
        assert_eq!((events.kept().unwrap(), events.read(&id).unwrap()), (vec![id.clone()], event()));
        events.forget(&id);
        assert_eq!(events.kept().unwrap(), []);
    }

    #[test]
    fn what_cannot_be_kept_is_told_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("events"), "").unwrap();
        assert!(Events::at(folder.path().join("events")).keep(&RequestId::new(), &event()).is_err());
    }
}
