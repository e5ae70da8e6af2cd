use std::collections::HashMap;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::clock::Clock;
use super::directory::Directory;
use super::key_path::Level;

/// Folders kept: a listing touches one folder a level, a few listings run at once.
const FOLDERS: usize = 64;
/// A folder whose last change is younger than this is read again each time: file systems stamp changes with the
/// kernel's tick (up to 10 ms), so a second change within it would not show in the time.
const SETTLED: Duration = Duration::from_millis(50);

/// Remembers folders between the pages of a listing, so that a page costs its own keys and not the whole folder.
///
/// What we change ourselves is forgotten at once ([`DirectoryCache::forget`]); what a person changes shows in the
/// folder's modification time, which each look-up compares.
#[derive(Debug)]
pub(crate) struct DirectoryCache {
    slots: Mutex<HashMap<PathBuf, Slot>>,
    clock: Arc<dyn Clock>,
}

#[derive(Debug, Default)]
struct Slot {
    changes: u64,
    read: Option<(Stamp, Arc<Directory>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    inode: u64,
    modified: SystemTime,
}

impl DirectoryCache {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { slots: Mutex::default(), clock }
    }

    /// The folder's entries as they are now.
    pub(crate) fn read(&self, folder: &Path, level: Level) -> io::Result<Arc<Directory>> {
        let stamp = match fs::symlink_metadata(folder) {
            Ok(meta) => Stamp { inode: meta.ino(), modified: meta.modified()? },
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Arc::default()),
            Err(e) => return Err(e),
        };
        let changes = match self.known(folder, stamp) {
            Ok(known) => return Ok(known),
            Err(changes) => changes,
        };
        let directory = Arc::new(Directory::read(folder, level)?);
        if self.clock.now().duration_since(stamp.modified).is_ok_and(|age| age > SETTLED) {
            self.keep(folder, changes, (stamp, Arc::clone(&directory)));
        }
        Ok(directory)
    }

    /// Forgets a folder and all above it, up to `root`: something in it changed.
    pub(crate) fn forget(&self, folder: &Path, root: &Path) {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        for changed in folder.ancestors().take_while(|ancestor| ancestor.starts_with(root)) {
            if let Some(slot) = slots.get_mut(changed) {
                slot.changes += 1;
                slot.read = None;
            }
        }
    }

    /// What is remembered, or the count of changes to give to [`DirectoryCache::keep`].
    fn known(&self, folder: &Path, stamp: Stamp) -> Result<Arc<Directory>, u64> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() >= FOLDERS && !slots.contains_key(folder) {
            slots.clear();
        }
        let slot = slots.entry(folder.to_owned()).or_default();
        match &slot.read {
            Some((known, directory)) if *known == stamp => Ok(Arc::clone(directory)),
            _ => Err(slot.changes),
        }
    }

    /// Remembers what was read, unless we changed the folder meanwhile.
    fn keep(&self, folder: &Path, changes: u64, read: (Stamp, Arc<Directory>)) {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.get_mut(folder).filter(|slot| slot.changes == changes) {
            slot.read = Some(read);
        }
    }
}
