use std::future::Future;

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::ChecksumAlgorithm;
use bytes::Bytes;

use crate::error::fault;
use crate::list_photos::{ListPhotos, ListedPhoto};
use crate::{Bucket, BucketError, Operation};

/// The ability to write a small record (report, thumbnail, receipt) under `ejecuciones/`. Needs `s3:PutObject` there.
pub trait PutRecord {
    /// Writes the record; an older one under the key is replaced.
    ///
    /// # Errors
    /// When S3 does not answer or refuses.
    fn put_record(
        &self,
        key: &str,
        content_type: &str,
        bytes: Bytes,
    ) -> impl Future<Output = Result<(), BucketError>> + Send;
}

/// The ability to read a record whole. Needs `s3:GetObject` on `ejecuciones/`.
pub trait ReadRecord {
    /// The record; `None` where none is under the key.
    ///
    /// # Errors
    /// When S3 does not answer or refuses.
    fn read_record(&self, key: &str) -> impl Future<Output = Result<Option<Bytes>, BucketError>> + Send;

    /// The record piece by piece; `None` where none is under the key.
    ///
    /// # Errors
    /// When S3 does not answer or refuses.
    fn open_record(&self, key: &str)
    -> impl Future<Output = Result<Option<RecordBytes>, BucketError>> + Send;
}

/// The ability to list records. Needs `s3:ListBucket`.
pub trait ListRecords {
    /// All records whose keys begin with `prefix`, in the order of their keys.
    ///
    /// # Errors
    /// When S3 does not answer or refuses.
    fn list_records(
        &self,
        prefix: &str,
    ) -> impl Future<Output = Result<Vec<ListedPhoto>, BucketError>> + Send;
}

/// A record's bytes as they come.
#[derive(Debug)]
pub struct RecordBytes {
    key: String,
    body: ByteStream,
}

impl RecordBytes {
    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn next(&mut self) -> Result<Option<Bytes>, BucketError> {
        self.body
            .try_next()
            .await
            .map_err(|error| BucketError::broken_body(Operation::GetObject, &self.key, &error))
    }
}

impl PutRecord for Bucket {
    async fn put_record(&self, key: &str, content_type: &str, bytes: Bytes) -> Result<(), BucketError> {
        self.client()
            .put_object()
            .bucket(self.name())
            .key(key)
            .content_type(content_type)
            .checksum_algorithm(ChecksumAlgorithm::Crc64Nvme)
            .body(bytes.into())
            .send()
            .await
            .map(|_| ())
            .map_err(|error| BucketError::call(Operation::PutObject, key, fault(&error)))
    }
}

impl ReadRecord for Bucket {
    async fn read_record(&self, key: &str) -> Result<Option<Bytes>, BucketError> {
        let Some(record) = self.open_record(key).await? else { return Ok(None) };
        let whole = record.body.collect().await;
        let bytes = whole.map_err(|error| BucketError::broken_body(Operation::GetObject, key, &error))?;
        Ok(Some(bytes.into_bytes()))
    }

    async fn open_record(&self, key: &str) -> Result<Option<RecordBytes>, BucketError> {
        match self.client().get_object().bucket(self.name()).key(key).send().await {
            Ok(answer) => Ok(Some(RecordBytes { key: key.to_owned(), body: answer.body })),
            Err(error) => match fault(&error) {
                missing if missing.is_missing_key() => Ok(None),
                other => Err(BucketError::call(Operation::GetObject, key, other)),
            },
        }
    }
}

impl ListRecords for Bucket {
    async fn list_records(&self, prefix: &str) -> Result<Vec<ListedPhoto>, BucketError> {
        let mut page = self.page(prefix, None).await?;
        let mut found = std::mem::take(&mut page.photos);
        while let Some(next) = page.next.take() {
            page = self.page(prefix, Some(next)).await?;
            found.append(&mut page.photos);
        }
        Ok(found)
    }
}
