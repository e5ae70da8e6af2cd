use apoyo_local::s3::{CreatedBy, EmbeddedS3, ObjectCreated};
use apoyo_schedules::{CreationReason, Upload, UploadLog, Uploaded};
use async_trait::async_trait;
use jiff::Timestamp;

/// What clients uploaded to this process's S3.
pub(super) struct S3Uploads(EmbeddedS3);

impl S3Uploads {
    /// Uploads below this prefix, from now on.
    pub(super) fn below(s3: &EmbeddedS3, bucket: &str, prefix: &str) -> Self {
        s3.announce(bucket, prefix);
        Self(s3.clone())
    }
}

#[async_trait]
impl UploadLog for S3Uploads {
    async fn next(&self, limit: usize) -> Result<Vec<Uploaded>, String> {
        let created = self.0.created(limit).await.map_err(|error| error.to_string())?;
        created.into_iter().map(uploaded).collect()
    }

    async fn forget(&self, numbers: &[u64]) -> Result<(), String> {
        self.0.forget_created(numbers).await.map_err(|error| error.to_string())
    }
}

fn uploaded(created: ObjectCreated) -> Result<Uploaded, String> {
    let reason = match created.reason {
        CreatedBy::Put => CreationReason::PutObject,
        CreatedBy::Copy => CreationReason::CopyObject,
        CreatedBy::MultipartUpload => CreationReason::CompleteMultipartUpload,
    };
    let at = Timestamp::try_from(created.at).map_err(|error| error.to_string())?;
    let ObjectCreated { number, bucket, key, size, etag, sequencer, .. } = created;
    Ok(Uploaded { number, upload: Upload { bucket, key, size, etag, sequencer, reason, at } })
}
