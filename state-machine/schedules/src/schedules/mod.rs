//! The schedules of a cloud: changed by calls, run by one loop.

mod calls;
mod groups;
mod runner;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use apoyo_engine::{Clock, Realm};
use jiff::Timestamp;
use tokio::sync::Notify;

pub use calls::Ensured;
pub(crate) use calls::Listing;

use crate::ApiError;
use crate::book::{Book, Change, Group};
use crate::definition::GroupName;
use crate::file::{BookFile, FileError};

/// Schedules and their groups, in a file. Clones share them.
#[derive(Clone)]
pub struct Schedules(Arc<Inner>);

struct Inner {
    kept: Mutex<Kept>,
    clock: Arc<dyn Clock>,
    realm: Realm,
    /// Told when the next moment may be another one.
    changed: Notify,
}

struct Kept {
    book: Book,
    file: BookFile,
}

impl Schedules {
    /// Opens the file, and makes it, with the group `default`, where it is not there.
    ///
    /// # Errors
    /// When it cannot be read or written, or another process has it open.
    pub fn open(path: &Path, clock: Arc<dyn Clock>, realm: Realm) -> Result<Self, FileError> {
        let mut file = BookFile::open(path)?;
        let mut book = file.read()?;
        if !book.groups.contains_key(&GroupName::default()) {
            let now = to_the_millisecond(clock.now());
            let group =
                Group { created: now, modified: now, token: None, tags: std::collections::BTreeMap::new() };
            let change = Change::Group(GroupName::default(), group);
            file.write(std::slice::from_ref(&change))?;
            book.apply(change);
        }
        let kept = Mutex::new(Kept { book, file });
        Ok(Self(Arc::new(Inner { kept, clock, realm, changed: Notify::new() })))
    }

    /// Where these schedules say they are.
    pub fn realm(&self) -> &Realm {
        &self.0.realm
    }

    pub(crate) fn now(&self) -> Timestamp {
        to_the_millisecond(self.0.clock.now())
    }

    /// What is kept, to be looked at.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Book) -> T) -> T {
        look(&self.0.kept.lock().unwrap_or_else(PoisonError::into_inner).book)
    }

    /// Decides on changes and writes them; they count once they are on disk.
    pub(crate) async fn change<T: Send + 'static>(
        &self,
        decide: impl FnOnce(&Book, &Self) -> Result<(Vec<Change>, T), ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let schedules = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let mut kept = schedules.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
            let (changes, value) = decide(&kept.book, &schedules)?;
            if !changes.is_empty() {
                kept.file.write(&changes).map_err(|error| {
                    tracing::error!(%error, "a change of schedules cannot be kept");
                    ApiError::internal(error.to_string())
                })?;
                for change in changes {
                    kept.book.apply(change);
                }
                schedules.0.changed.notify_one();
            }
            Ok(value)
        });
        done.await.unwrap_or_else(|error| Err(ApiError::internal(error.to_string())))
    }
}

/// As precise as replies are.
fn to_the_millisecond(now: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}
