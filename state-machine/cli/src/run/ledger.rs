use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// Which of the user's files have been brought in, so that a later run takes only what is new.
///
/// One JSON line a file, written after the file is in. A crash between the two brings the file in twice, which is
/// harmless: the safe move finds the same bytes at the destination and keeps one copy. A line that a crash cut short is
/// passed over. What a person then removes from the sorted folders stays removed.
#[derive(Debug)]
pub(crate) struct Ledger {
    file: File,
    brought: HashSet<Entry>,
}

/// A file as it was when it was brought in; a changed file counts as new.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry {
    path: String,
    size: u64,
    modified_nanoseconds: i128,
}

impl Entry {
    /// What the file at `path` is now.
    ///
    /// # Errors
    /// When the file is gone or may not be looked at.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        let metadata = path.metadata()?;
        Ok(Self {
            path: path.display().to_string(),
            size: metadata.len(),
            modified_nanoseconds: i128::from(metadata.mtime()) * 1_000_000_000
                + i128::from(metadata.mtime_nsec()),
        })
    }

    /// A text that differs between files and between versions of one file.
    pub(crate) fn identity(&self) -> String {
        format!("{} {} {}", self.path, self.size, self.modified_nanoseconds)
    }

    /// Size in bytes.
    pub(crate) const fn size(&self) -> u64 {
        self.size
    }
}

impl Ledger {
    /// Opens the ledger at `path`, making it when it is missing.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        if text.last().is_some_and(|byte| *byte != b'\n') {
            file.write_all(b"\n")?;
        }
        let brought =
            text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
        Ok(Self { file, brought })
    }

    /// Whether this very file has been brought in.
    pub(crate) fn has(&self, entry: &Entry) -> bool {
        self.brought.contains(entry)
    }

    /// Records that a file is in.
    ///
    /// # Errors
    /// When the line cannot be written.
    pub(crate) fn record(&mut self, entry: Entry) -> io::Result<()> {
        let mut line = serde_json::to_vec(&entry)?;
        line.push(b'\n');
        self.file.write_all(&line)?;
        self.brought.insert(entry);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_brought_is_known_after_a_restart_until_it_changes() {
        let dir = tempfile::tempdir().unwrap();
        let (ledger, photo) = (dir.path().join("ledger"), dir.path().join("a.jpg"));
        std::fs::write(&photo, b"1").unwrap();
        Ledger::open(&ledger).unwrap().record(Entry::of(&photo).unwrap()).unwrap();
        assert!(Ledger::open(&ledger).unwrap().has(&Entry::of(&photo).unwrap()));
        std::fs::write(&photo, b"22").unwrap();
        assert!(!Ledger::open(&ledger).unwrap().has(&Entry::of(&photo).unwrap()));
    }

    #[test]
    fn a_line_that_a_crash_cut_short_harms_no_other() {
        let dir = tempfile::tempdir().unwrap();
        let (path, photo) = (dir.path().join("ledger"), dir.path().join("a.jpg"));
        std::fs::write(&photo, b"1").unwrap();
        std::fs::write(&path, br#"{"path":"/x","si"#).unwrap();
        let entry = Entry::of(&photo).unwrap();
        Ledger::open(&path).unwrap().record(entry.clone()).unwrap();
        assert!(Ledger::open(&path).unwrap().has(&entry));
    }
}
