use std::future::Future;

use apoyo_photo::ManifestLine;

use crate::record_lines::RecordLines;
use crate::records::ReadRecord;
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
        Ok(record.map(|bytes| ManifestLines(RecordLines::new(key, bytes))))
    }
}

/// The lines of a manifest, as they come.
#[derive(Debug)]
pub struct ManifestLines(RecordLines);

impl ManifestLines {
    /// The next line; `None` at the end. Empty lines are passed over.
    ///
    /// # Errors
    /// When the connection breaks, or a line is no manifest line.
    pub async fn next(&mut self) -> Result<Option<ManifestLine>, BucketError> {
        self.0.next().await
    }
}
