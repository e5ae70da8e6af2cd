use futures::StreamExt;

use super::{failed, unreadable};
use crate::failure::Failure;
use crate::objects::ByteStream;

/// Longest line, in bytes: an item is at most 256 KiB, and JSON may escape each of its bytes with six.
const LONGEST_LINE_BYTES: usize = 2 * 1024 * 1024;

/// The lines of an object, with `\n` or `\r\n` between them, read as they are asked for.
pub(super) struct Lines {
    bytes: ByteStream,
    buffer: Vec<u8>,
    taken: usize,
    searched: usize,
    number: u64,
    is_ended: bool,
}

impl Lines {
    pub(super) fn new(bytes: ByteStream) -> Self {
        Self { bytes, buffer: Vec::new(), taken: 0, searched: 0, number: 0, is_ended: false }
    }

    /// The next line without its end, and its number from 1; none at the end of the object.
    pub(super) async fn next(&mut self) -> Result<Option<(u64, String)>, Failure> {
        loop {
            if let Some(end) = self.buffer[self.searched..].iter().position(|byte| *byte == b'\n') {
                let end = self.searched + end;
                return self.take_line(end, end + 1).map(Some);
            }
            self.searched = self.buffer.len();
            if self.is_ended {
                let end = self.buffer.len();
                return if self.taken == end { Ok(None) } else { self.take_line(end, end).map(Some) };
            }
            self.read_more().await?;
        }
    }

    async fn read_more(&mut self) -> Result<(), Failure> {
        self.buffer.drain(..self.taken);
        self.searched -= self.taken;
        self.taken = 0;
        if self.buffer.len() > LONGEST_LINE_BYTES {
            let line = self.number + 1;
            return Err(failed(format!(
                "line {line} is longer than {LONGEST_LINE_BYTES} bytes, the most that is allowed"
            )));
        }
        match self.bytes.next().await {
            Some(chunk) => self.buffer.extend_from_slice(&chunk.map_err(unreadable)?),
            None => self.is_ended = true,
        }
        Ok(())
    }

    fn take_line(&mut self, end: usize, next: usize) -> Result<(u64, String), Failure> {
        let line = &self.buffer[self.taken..end];
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        self.number += 1;
        let text =
            std::str::from_utf8(line).map_err(|_| failed(format!("line {} is not UTF-8", self.number)))?;
        let text = if self.number == 1 { text.trim_start_matches('\u{feff}') } else { text }.to_owned();
        self.taken = next;
        self.searched = next;
        Ok((self.number, text))
    }
}
