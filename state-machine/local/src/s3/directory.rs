//! One folder's entries, as the segments of keys they stand for, in key order.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::key_path::{self, BOOKKEEPING, FoundName, Level};

/// The entries of one folder, sorted as S3 sorts keys: bytewise, a folder counting as its name and `/`.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    entries: Vec<Entry>,
}

/// One object or folder of a [`Directory`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    /// The segment of the key; a folder's ends in `/`.
    name: Box<str>,
    /// Where it lies below the folder, when that is not `name`.
    path: Option<Box<Path>>,
}

impl Entry {
    /// The segment of the key; a folder's ends in `/`.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether keys lie below this entry.
    pub(crate) fn is_folder(&self) -> bool {
        self.name.ends_with('/')
    }

    /// The entry's path, given its folder's.
    pub(crate) fn path(&self, folder: &Path) -> PathBuf {
        folder.join(self.path.as_deref().unwrap_or(Path::new(self.name.trim_end_matches('/'))))
    }
}

impl Directory {
    /// Reads a folder; one that is not there has no entries. Symbolic links, sockets and names that are not UTF-8
    /// are no objects.
    pub(crate) fn read(folder: &Path, level: Level) -> io::Result<Self> {
        let mut entries = Vec::new();
        collect(folder, &Found::top(level), &mut entries)?;
        entries.sort_unstable();
        // The plain name sorts first, so of two files of one key the plain one is the object, as in a look-up.
        entries.dedup_by(|second, first| second.name == first.name);
        entries.shrink_to_fit();
        Ok(Self { entries })
    }

    /// The entries in key order.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// How far into a long name the reading is.
struct Found {
    level: Level,
    text: String,
    pieces: Vec<String>,
}

impl Found {
    fn top(level: Level) -> Self {
        Self { level, text: String::new(), pieces: Vec::new() }
    }

    fn with(&self, text: &str, piece: &str) -> Self {
        let pieces = self.pieces.iter().cloned().chain([piece.to_owned()]).collect();
        Self { level: self.level, text: format!("{}{text}", self.text), pieces }
    }
}

fn collect(folder: &Path, found: &Found, entries: &mut Vec<Entry>) -> io::Result<()> {
    let listing = match fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        listing => listing?,
    };
    for entry in listing {
        let entry = entry?;
        let (file_name, kind) = (entry.file_name(), entry.file_type()?);
        let Some(name) = file_name.to_str() else { continue };
        if found.level == Level::Top && name.eq_ignore_ascii_case(BOOKKEEPING) {
            continue;
        }
        match key_path::read_name(name) {
            FoundName::Continued(text) if kind.is_dir() => {
                collect(&entry.path(), &found.with(&text, name), entries)?;
            }
            FoundName::Plain if found.pieces.is_empty() => {
                entries.extend(plain_entry(name, kind, found.level));
            }
            FoundName::EscapedFile(text) if kind.is_file() => {
                entries.extend(escaped_file(&found.with(&text, name)));
            }
            FoundName::EscapedFolder(text) if kind.is_dir() => {
                entries.extend(escaped_folder(&found.with(&text, name)));
            }
            _ => {}
        }
    }
    Ok(())
}

fn plain_entry(name: &str, kind: fs::FileType, level: Level) -> Option<Entry> {
    if kind.is_file() && key_path::is_file_name(name, level) {
        return Some(Entry { name: name.into(), path: None });
    }
    // A folder whose name we would have escaped is found by no look-up, so it is not listed either.
    let listed = kind.is_dir() && key_path::is_plain(name, level);
    listed.then(|| Entry { name: format!("{name}/").into(), path: None })
}

/// Only a name as we write it: any other is found by no look-up.
fn escaped_file(found: &Found) -> Option<Entry> {
    let path: PathBuf = found.pieces.iter().collect();
    let ours = key_path::file_pieces(&found.text) == found.pieces;
    ours.then(|| Entry { name: found.text.as_str().into(), path: Some(path.into()) })
}

fn escaped_folder(found: &Found) -> Option<Entry> {
    let path: PathBuf = found.pieces.iter().collect();
    let ours = key_path::folder_pieces(&found.text, found.level) == found.pieces;
    ours.then(|| Entry { name: format!("{}/", found.text).into(), path: Some(path.into()) })
}
