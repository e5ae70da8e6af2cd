use std::sync::Arc;

use super::LogFile;
use crate::limits::TAIL_BYTES;

/// The log of one invocation: it goes to the function's file, and its end is kept.
#[derive(Debug)]
pub(crate) struct InvocationLog {
    file: Arc<LogFile>,
    /// At most twice as much as is given back, so that bytes are moved seldom.
    kept: Vec<u8>,
    /// Bytes that the function said since the last line of Lambda's own.
    said_bytes: usize,
}

impl InvocationLog {
    /// An empty one.
    pub(crate) fn new(file: &Arc<LogFile>) -> Self {
        Self { file: Arc::clone(file), kept: Vec::new(), said_bytes: 0 }
    }

    /// Adds what the function said.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        self.said_bytes = self.said_bytes.saturating_add(bytes.len());
        self.add(bytes);
    }

    fn add(&mut self, bytes: &[u8]) {
        self.file.write(bytes);
        self.kept.extend_from_slice(bytes);
        if self.kept.len() > 2 * TAIL_BYTES {
            self.kept.drain(..self.kept.len() - TAIL_BYTES);
        }
    }

    /// Adds a line of Lambda's own, on a line of its own.
    pub(crate) fn line(&mut self, line: &str) {
        let is_within_a_line = self.kept.last().is_some_and(|last| *last != b'\n');
        self.add(format!("{}{line}\n", if is_within_a_line { "\n" } else { "" }).as_bytes());
        self.said_bytes = 0;
    }

    /// What the function said last, 4 KiB at most.
    pub(crate) fn said(&self) -> String {
        let tail = self.tail();
        String::from_utf8_lossy(&tail[tail.len().saturating_sub(self.said_bytes)..]).into_owned()
    }

    /// The last 4 KiB.
    pub(crate) fn tail(&self) -> &[u8] {
        &self.kept[self.kept.len().saturating_sub(TAIL_BYTES)..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_kept_and_lambdas_lines_stand_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f.log");
        let mut log = InvocationLog::new(&Arc::new(LogFile::at(path.clone())));
        log.line("START");
        log.write(b"half a line");
        assert_eq!(log.said(), "half a line");
        log.line("END");
        assert_eq!(log.tail(), b"START\nhalf a line\nEND\n");
        log.write(&vec![b'x'; 100_000]);
        log.line("REPORT");
        assert_eq!(log.tail().len(), TAIL_BYTES);
        assert!(log.tail().ends_with(b"xxx\nREPORT\n"));
        assert_eq!(std::fs::metadata(path).unwrap().len(), 22 + 100_000 + 8);
    }
}
