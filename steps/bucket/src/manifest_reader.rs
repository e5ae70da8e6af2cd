use std::future::Future;

use apoyo_photo::ManifestLine;
use bytes::BytesMut;

use crate::records::{ReadRecord, RecordBytes};
use crate::{Bucket, BucketError};

/// The ability to read a manifest line by line. Needs `s3:GetObject` on `ejecuciones/`.
pub trait ReadManifest {
    /// The manifest's lines; `None` where there is no manifest.
    ///
    /// # Errors
    /// When S3 does not answer or refuses.
    fn manifest_lines(
        &self,
        key: &str,
    ) -> impl Future<Output = Result<Option<ManifestLines>, BucketError>> + Send;
}

impl ReadManifest for Bucket {
    async fn manifest_lines(&self, key: &str) -> Result<Option<ManifestLines>, BucketError> {
        let record = self.open_record(key).await?;
        Ok(record.map(|bytes| ManifestLines { key: key.to_owned(), bytes, held: BytesMut::new(), line: 0 }))
    }
}

/// The lines of a manifest, as they come.
#[derive(Debug)]
pub struct ManifestLines {
    key: String,
    bytes: RecordBytes,
    held: BytesMut,
    line: u64,
}

impl ManifestLines {
    /// The next line; `None` at the end. Empty lines are passed over.
    ///
    /// # Errors
    /// When the connection breaks, or a line is no manifest line.
    pub async fn next(&mut self) -> Result<Option<ManifestLine>, BucketError> {
        loop {
            let Some(line) = self.next_text().await? else { return Ok(None) };
            self.line += 1;
            if !line.trim_ascii().is_empty() {
                return serde_json::from_slice(&line).map(Some).map_err(|source| BucketError::Line {
                    key: self.key.clone(),
                    line: self.line,
                    source,
                });
            }
        }
    }

    async fn next_text(&mut self) -> Result<Option<BytesMut>, BucketError> {
        let mut searched = 0;
        loop {
            if let Some(end) = self.held[searched..].iter().position(|byte| *byte == b'\n') {
                return Ok(Some(self.held.split_to(searched + end + 1)));
            }
            searched = self.held.len();
            match self.bytes.next().await? {
                Some(piece) => self.held.extend_from_slice(&piece),
                None if self.held.is_empty() => return Ok(None),
                None => return Ok(Some(self.held.split())),
            }
        }
    }
}
