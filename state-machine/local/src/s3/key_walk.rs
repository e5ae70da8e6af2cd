//! The next key of a bucket after a given one, in UTF-8 byte order, found in sorted folders from the top down.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::directory::{Directory, Entry};
use super::directory_cache::DirectoryCache;
use super::key_path::Level;

/// Which keys are still to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bound<'a> {
    /// All.
    Open,
    /// Those that sort after this key.
    After(&'a str),
    /// Those that sort after every key with this prefix.
    AfterPrefix(&'a str),
}

impl<'a> Bound<'a> {
    /// Whether the entry, and all keys below it, are past.
    fn is_past(self, entry: &Entry) -> bool {
        let name = entry.name();
        match self {
            Bound::Open => false,
            Bound::After(key) if entry.is_folder() => name < key && !key.starts_with(name),
            Bound::After(key) => name <= key,
            Bound::AfterPrefix(prefix) if name.starts_with(prefix) => true,
            Bound::AfterPrefix(prefix) => name < prefix && !(entry.is_folder() && prefix.starts_with(name)),
        }
    }

    /// The same bound for the keys below a folder, without the folder's name.
    fn below(self, folder: &str) -> Bound<'a> {
        match self {
            Bound::Open => Bound::Open,
            Bound::After(key) => key.strip_prefix(folder).map_or(Bound::Open, Bound::After),
            Bound::AfterPrefix(prefix) => prefix.strip_prefix(folder).map_or(Bound::Open, Bound::AfterPrefix),
        }
    }
}

/// A key and the file it was found in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundKey {
    pub(crate) key: String,
    pub(crate) path: PathBuf,
}

/// Walks one bucket. Each folder is read once a walk, so one page is a consistent view of it.
#[derive(Debug)]
pub(crate) struct KeyWalk<'a> {
    root: &'a Path,
    cache: &'a DirectoryCache,
    read: HashMap<PathBuf, Arc<Directory>>,
}

impl<'a> KeyWalk<'a> {
    pub(crate) fn new(root: &'a Path, cache: &'a DirectoryCache) -> Self {
        Self { root, cache, read: HashMap::new() }
    }

    /// The first key within the bound that begins with `prefix`.
    pub(crate) fn next(&mut self, bound: Bound<'_>, prefix: &str) -> io::Result<Option<FoundKey>> {
        let mut key = String::new();
        let path = self.first_in(self.root, (bound, prefix), &mut key)?;
        Ok(path.map(|path| FoundKey { key, path }))
    }

    /// `key` holds the folder's own key on entry, and the found one where there is one.
    fn first_in(
        &mut self,
        folder: &Path,
        (bound, prefix): (Bound<'_>, &str),
        key: &mut String,
    ) -> io::Result<Option<PathBuf>> {
        let directory = self.directory(folder)?;
        let entries = directory.entries();
        let leads_to_prefix = |entry: &Entry| entry.is_folder() && prefix.starts_with(entry.name());
        let before_prefix = |entry: &Entry| entry.name() < prefix && !leads_to_prefix(entry);
        let past = |entry: &Entry| bound.is_past(entry) || before_prefix(entry);
        // Both conditions hold for a run of entries from the first on, so the start is found by halving.
        for entry in &entries[entries.partition_point(past)..] {
            let name = entry.name();
            if !name.starts_with(prefix) && !leads_to_prefix(entry) {
                break;
            }
            let length = key.len();
            key.push_str(name);
            if !entry.is_folder() {
                return Ok(Some(entry.path(folder)));
            }
            let rest = prefix.strip_prefix(name).unwrap_or_default();
            let found = self.first_in(&entry.path(folder), (bound.below(name), rest), key)?;
            if found.is_some() {
                return Ok(found);
            }
            key.truncate(length);
        }
        Ok(None)
    }

    fn directory(&mut self, folder: &Path) -> io::Result<Arc<Directory>> {
        if let Some(known) = self.read.get(folder) {
            return Ok(Arc::clone(known));
        }
        let level = if folder == self.root { Level::Top } else { Level::Below };
        let directory = self.cache.read(folder, level)?;
        self.read.insert(folder.to_owned(), Arc::clone(&directory));
        Ok(directory)
    }
}
