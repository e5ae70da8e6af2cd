use std::future::Future;

use aws_sdk_s3::types::{ChecksumAlgorithm, CompletedMultipartUpload, CompletedPart};
use bytes::{Bytes, BytesMut};

use crate::error::fault;
use crate::{Bucket, BucketError, Operation};

/// Bytes that a part has before it is sent. S3 wants at least 5 MiB and takes 10,000 parts: 8 MiB allow 80 GB, more
/// than the manifest of 100 million photos.
const PART_BYTES: usize = 8 * 1024 * 1024;

/// Whether a written record is this writer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It is.
    Ours,
    /// A record was there already, and stays.
    WasThere,
}

/// Whether a record may take the place of an older one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Older {
    Replaced,
    Kept,
}

/// The ability to write a record of any length without holding it. Needs `s3:PutObject` and
/// `s3:AbortMultipartUpload` on `ejecuciones/`.
pub trait StreamRecord {
    /// Where the pieces go.
    type Writer: RecordWriter;

    /// Begins a record that appears, whole, when it is finished, unless one is there by then.
    fn begin_once(&self, key: &str, content_type: &str) -> Self::Writer;

    /// Begins a record that appears, whole, when it is finished, in place of an older one.
    fn begin(&self, key: &str, content_type: &str) -> Self::Writer;
}

/// A record under way. Dropped before it is finished it leaves nothing but parts that the bucket's lifecycle rule
/// `AbortIncompleteMultipartUpload` removes.
pub trait RecordWriter: Send {
    /// Adds a piece.
    ///
    /// # Errors
    /// When S3 does not answer or refuses.
    fn write(&mut self, piece: &[u8]) -> impl Future<Output = Result<(), BucketError>> + Send;

    /// Makes the record appear.
    ///
    /// # Errors
    /// When S3 does not answer or refuses.
    fn finish(self) -> impl Future<Output = Result<Written, BucketError>> + Send;
}

/// A record on its way to S3: one `PutObject` where it is short, a multipart upload where it is long.
#[derive(Debug)]
pub struct UploadingRecord {
    bucket: Bucket,
    key: String,
    content_type: String,
    older: Older,
    held: BytesMut,
    upload: Option<Upload>,
}

#[derive(Debug)]
struct Upload {
    id: String,
    parts: Vec<CompletedPart>,
}

impl StreamRecord for Bucket {
    type Writer = UploadingRecord;

    fn begin_once(&self, key: &str, content_type: &str) -> UploadingRecord {
        UploadingRecord::new(self, key, content_type, Older::Kept)
    }

    fn begin(&self, key: &str, content_type: &str) -> UploadingRecord {
        UploadingRecord::new(self, key, content_type, Older::Replaced)
    }
}

impl RecordWriter for UploadingRecord {
    async fn write(&mut self, piece: &[u8]) -> Result<(), BucketError> {
        self.held.extend_from_slice(piece);
        if self.held.len() >= PART_BYTES {
            let part = self.held.split().freeze();
            self.send_part(part).await?;
        }
        Ok(())
    }

    async fn finish(mut self) -> Result<Written, BucketError> {
        let last = self.held.split().freeze();
        if self.upload.is_none() {
            return self.put(last).await;
        }
        if !last.is_empty() {
            self.send_part(last).await?;
        }
        self.complete().await
    }
}

impl UploadingRecord {
    fn new(bucket: &Bucket, key: &str, content_type: &str, older: Older) -> Self {
        Self {
            bucket: bucket.clone(),
            key: key.to_owned(),
            content_type: content_type.to_owned(),
            older,
            held: BytesMut::new(),
            upload: None,
        }
    }

    fn condition(&self) -> Option<String> {
        (self.older == Older::Kept).then(|| "*".to_owned())
    }

    async fn put(&self, bytes: Bytes) -> Result<Written, BucketError> {
        let sent = self
            .bucket
            .client()
            .put_object()
            .bucket(self.bucket.name())
            .key(&self.key)
            .content_type(&self.content_type)
            .set_if_none_match(self.condition())
            .checksum_algorithm(ChecksumAlgorithm::Crc64Nvme)
            .body(bytes.into())
            .send()
            .await;
        match sent.map_err(|error| fault(&error)) {
            Ok(_) => Ok(Written::Ours),
            Err(refused) if refused.status() == Some(412) => Ok(Written::WasThere),
            Err(other) => Err(BucketError::call(Operation::PutObject, &self.key, other)),
        }
    }

    async fn started(&mut self) -> Result<&mut Upload, BucketError> {
        if self.upload.is_none() {
            let created = self
                .bucket
                .client()
                .create_multipart_upload()
                .bucket(self.bucket.name())
                .key(&self.key)
                .content_type(&self.content_type)
                .send()
                .await
                .map_err(|error| {
                    BucketError::call(Operation::CreateMultipartUpload, &self.key, fault(&error))
                })?;
            self.upload = Some(Upload { id: created.upload_id.unwrap_or_default(), parts: Vec::new() });
        }
        Ok(self.upload.as_mut().expect("it was started above"))
    }

    async fn send_part(&mut self, bytes: Bytes) -> Result<(), BucketError> {
        let upload = self.started().await?;
        let number = i32::try_from(upload.parts.len() + 1).unwrap_or(i32::MAX);
        let id = upload.id.clone();
        let request = self.bucket.client().upload_part().bucket(self.bucket.name()).key(&self.key);
        let sent = request.upload_id(id).part_number(number).body(bytes.into()).send().await;
        let answer =
            sent.map_err(|error| BucketError::call(Operation::UploadPart, &self.key, fault(&error)))?;
        let part = CompletedPart::builder()
            .part_number(number)
            .set_e_tag(answer.e_tag)
            .set_checksum_crc32(answer.checksum_crc32)
            .build();
        self.started().await?.parts.push(part);
        Ok(())
    }

    async fn complete(mut self) -> Result<Written, BucketError> {
        let condition = self.condition();
        let upload = self.upload.take().expect("finish sends parts before it completes");
        let parts = CompletedMultipartUpload::builder().set_parts(Some(upload.parts)).build();
        let request = self.bucket.client().complete_multipart_upload().bucket(self.bucket.name());
        let request = request.key(&self.key).upload_id(upload.id).set_if_none_match(condition);
        match request.multipart_upload(parts).send().await.map_err(|error| fault(&error)) {
            Ok(_) => Ok(Written::Ours),
            Err(refused) if refused.status() == Some(412) => Ok(Written::WasThere),
            Err(other) => Err(BucketError::call(Operation::CompleteMultipartUpload, &self.key, other)),
        }
    }
}
