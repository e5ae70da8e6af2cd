use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// The log of one function: a file that grows to 16 MiB, then becomes the one before, whose name ends in `.1`.
#[derive(Debug)]
pub(crate) struct LogFile {
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    file: Option<File>,
    bytes: u64,
    /// Whether it was said that the log cannot be written.
    is_told: bool,
}

/// Two files of this length are what a function's log takes of the disk at most.
const MOST_BYTES: u64 = 16 << 20;

impl LogFile {
    /// The file at this path, made once there is something to write.
    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path, state: Mutex::default() }
    }

    /// Writes to its end. A log that cannot be written is told once, and fails no invocation.
    pub(crate) fn write(&self, bytes: &[u8]) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match self.append(&mut state, bytes) {
            Ok(()) => state.is_told = false,
            Err(error) if !state.is_told => {
                tracing::warn!(%error, log = %self.path.display(), "the log of a function cannot be written");
                *state = State { is_told: true, ..State::default() };
            }
            Err(_) => {}
        }
    }

    fn append(&self, state: &mut State, bytes: &[u8]) -> io::Result<()> {
        if state.bytes > MOST_BYTES {
            state.file = None;
            std::fs::rename(&self.path, self.path.with_extension("log.1"))?;
        }
        if state.file.is_none() {
            if let Some(folder) = self.path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            let file = OpenOptions::new().create(true).append(true).open(&self.path)?;
            state.bytes = file.metadata()?.len();
            state.file = Some(file);
        }
        if let Some(file) = &mut state.file {
            file.write_all(bytes)?;
            state.bytes += bytes.len() as u64;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_log_becomes_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let log = LogFile::at(folder.path().join("logs/f.log"));
        log.write(&vec![b'x'; 17 << 20]);
        log.write(b"new\n");
        assert_eq!(std::fs::read(folder.path().join("logs/f.log")).unwrap(), b"new\n");
        assert_eq!(std::fs::metadata(folder.path().join("logs/f.log.1")).unwrap().len(), 17 << 20);
    }

    #[test]
    fn a_log_that_cannot_be_written_fails_nobody() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("logs"), "").unwrap();
        let log = LogFile::at(folder.path().join("logs/f.log"));
        log.write(b"a");
        std::fs::remove_file(folder.path().join("logs")).unwrap();
        log.write(b"b");
        assert_eq!(std::fs::read(folder.path().join("logs/f.log")).unwrap(), b"b");
    }
}
