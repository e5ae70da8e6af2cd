use bytes::BytesMut;
use serde::de::DeserializeOwned;

use crate::BucketError;
use crate::records::RecordBytes;

/// The lines of a JSON Lines record, as they come; never more than one line is held, beside the piece it came with.
#[derive(Debug)]
pub struct RecordLines {
    key: String,
    bytes: RecordBytes,
    held: BytesMut,
    line: u64,
    read: u64,
}

impl RecordLines {
    /// Longest line that is read, in bytes: what Step Functions hands from state to state has at most 256 KiB, and no
    /// line of ours is more.
    pub const MAX_LINE_BYTES: usize = 256 * 1024;

    /// The lines of the record under `key`.
    pub fn new(key: impl Into<String>, bytes: RecordBytes) -> Self {
        Self { key: key.into(), bytes, held: BytesMut::new(), line: 0, read: 0 }
    }

    /// Bytes read so far; after the end, the record's size.
    pub fn bytes_read(&self) -> u64 {
        self.read
    }

    /// The next line; `None` at the end. Empty lines are passed over.
    ///
    /// # Errors
    /// When the connection breaks, a line is too long, or it is not what it should be.
    pub async fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>, BucketError> {
        Ok(self.next_with_text().await?.map(|(line, _)| line))
    }

    /// The next line with its text, as it stands there.
    ///
    /// # Errors
    /// As [`RecordLines::next`].
    pub async fn next_with_text<T: DeserializeOwned>(
        &mut self,
    ) -> Result<Option<(T, BytesMut)>, BucketError> {
        loop {
            let Some(text) = self.next_text().await? else { return Ok(None) };
            self.line += 1;
            if !text.trim_ascii().is_empty() {
                return match serde_json::from_slice(&text) {
                    Ok(line) => Ok(Some((line, text))),
                    Err(source) => Err(BucketError::Line { key: self.key.clone(), line: self.line, source }),
                };
            }
        }
    }

    async fn next_text(&mut self) -> Result<Option<BytesMut>, BucketError> {
        let mut searched = 0;
        loop {
            let end = self.held[searched..].iter().position(|byte| *byte == b'\n').map(|end| searched + end);
            searched = self.held.len();
            if end.unwrap_or(searched) > Self::MAX_LINE_BYTES {
                return Err(BucketError::LongLine { key: self.key.clone(), line: self.line + 1 });
            }
            if let Some(end) = end {
                return Ok(Some(self.held.split_to(end + 1)));
            }
            match self.bytes.next().await? {
                Some(piece) => {
                    self.read += piece.len() as u64;
                    self.held.extend_from_slice(&piece);
                }
                None if self.held.is_empty() => return Ok(None),
                None => return Ok(Some(self.held.split())),
            }
        }
    }
}
