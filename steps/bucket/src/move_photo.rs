use std::future::Future;

use apoyo_photo::PhotoKey;
use aws_sdk_s3::types::{ChecksumAlgorithm, MetadataDirective};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::{Fault, fault};
use crate::head_photo::HeadPhoto;
use crate::safe_move::{Answer, Ask, SafeMove};
use crate::{Bucket, BucketError, Move, MoveEnd, Operation, PhotoHead};

/// What need not be encoded in `x-amz-copy-source`; the `/` between the levels of a key stays readable.
const COPY_SOURCE: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// The ability to move a photo safely. Needs `s3:GetObject`, `s3:PutObject` and `s3:DeleteObject` on both folders.
pub trait MovePhoto {
    /// Moves a photo so that at every moment its bytes are in at least one place, and at the end in one; may be called
    /// again at any time, after any failure.
    ///
    /// # Errors
    /// When S3 does not answer or refuses, when the copy differs from its source (which then stays), or when the photo
    /// is larger than [`Move::MAX_BYTES`].
    fn move_photo(&self, wanted: &Move) -> impl Future<Output = Result<MoveEnd, BucketError>> + Send;
}

impl MovePhoto for Bucket {
    async fn move_photo(&self, wanted: &Move) -> Result<MoveEnd, BucketError> {
        let mut safe_move = SafeMove::new(wanted);
        loop {
            let answer = match safe_move.ask() {
                Ask::HeadSource => Answer::Head(self.head(&wanted.source).await?.map(Box::new)),
                Ask::HeadTarget(key) => Answer::Head(self.head(key).await?.map(Box::new)),
                Ask::Copy { from, to } => self.copy(wanted, from, to).await?,
                Ask::DeleteSource => {
                    self.delete_if_match(&wanted.source, &wanted.etag).await?;
                    Answer::DeleteAnswered
                }
                Ask::End(end) => return Ok(end),
            };
            safe_move = safe_move.after(answer)?;
        }
    }
}

/// What a conditional delete found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deletion {
    /// It is gone now.
    Deleted,
    /// Nothing was there.
    WasGone,
    /// Another content was there, and stays.
    WasReplaced,
}

impl Bucket {
    async fn copy(&self, wanted: &Move, from: &PhotoHead, to: &PhotoKey) -> Result<Answer, BucketError> {
        let marks = from.marks.only(&wanted.carried).overlaid(&wanted.marks);
        let algorithm = from.checksum.as_ref().map_or(ChecksumAlgorithm::Crc64Nvme, |c| c.algorithm.clone());
        let path = format!("{}/{}", self.name(), wanted.source);
        let system = from.system.clone();
        let sent = self
            .client()
            .copy_object()
            .bucket(self.name())
            .key(to.as_str())
            .copy_source(utf8_percent_encode(&path, COPY_SOURCE).to_string())
            .copy_source_if_match(&wanted.etag)
            .if_none_match("*")
            .checksum_algorithm(algorithm)
            .metadata_directive(MetadataDirective::Replace)
            .set_metadata(Some(marks.joined(&from.metadata)))
            .set_content_type(system.content_type)
            .set_content_disposition(system.content_disposition)
            .set_content_encoding(system.content_encoding)
            .set_content_language(system.content_language)
            .set_cache_control(system.cache_control)
            .send()
            .await;
        match sent.map_err(|error| fault(&error)) {
            Ok(_) => Ok(Answer::Copied),
            Err(refused) if refused.is_refused_condition() => Ok(Answer::CopyRefused),
            Err(missing) if missing.is_missing_key() => Ok(Answer::SourceMissing),
            Err(other) => Err(BucketError::call(Operation::CopyObject, to.as_str(), other)),
        }
    }

    /// Deletes this content under this key, and no other.
    pub(crate) async fn delete_if_match(&self, key: &PhotoKey, etag: &str) -> Result<Deletion, BucketError> {
        let request = self.client().delete_object().bucket(self.name()).key(key.as_str());
        match request.if_match(etag).send().await.map_err(|error| fault(&error)) {
            Ok(_) => Ok(Deletion::Deleted),
            Err(missing) if missing.is_missing_key() => Ok(Deletion::WasGone),
            Err(Fault::Answer { status: 412, .. }) => Ok(Deletion::WasReplaced),
            Err(other) => Err(BucketError::call(Operation::DeleteObject, key.as_str(), other)),
        }
    }
}
