use std::collections::BTreeMap;
use std::future::Future;

use apoyo_photo::PhotoKey;
use aws_sdk_s3::operation::head_object::HeadObjectOutput;
use aws_sdk_s3::types::ChecksumMode;

use crate::error::{Fault, fault};
use crate::{Bucket, BucketError, Checksum, Marks, Operation};

/// What S3 says of a photo without sending its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoHead {
    /// Size in bytes.
    pub size: u64,
    /// The `ETag`, with its quotes. Names this content under this key; says nothing about another key's content.
    pub etag: String,
    /// Checksum over the whole object, where S3 has one.
    pub checksum: Option<Checksum>,
    /// Apoyo's marks.
    pub marks: Marks,
    /// The rest of the user metadata, untouched.
    pub metadata: BTreeMap<String, String>,
    /// System metadata that a copy with new metadata would lose.
    pub system: SystemMetadata,
}

/// The headers of an object that `MetadataDirective: REPLACE` drops unless they are sent again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the names are those of the HTTP headers")]
pub struct SystemMetadata {
    pub content_type: Option<String>,
    pub content_disposition: Option<String>,
    pub content_encoding: Option<String>,
    pub content_language: Option<String>,
    pub cache_control: Option<String>,
}

/// The ability to look at a photo's head. Needs `s3:GetObject` (and `s3:ListBucket`, without which S3 answers 403 in
/// place of 404).
pub trait HeadPhoto {
    /// The photo's head; `None` where no such photo is.
    ///
    /// # Errors
    /// When S3 does not answer or refuses.
    fn head(&self, key: &PhotoKey) -> impl Future<Output = Result<Option<PhotoHead>, BucketError>> + Send;
}

impl HeadPhoto for Bucket {
    async fn head(&self, key: &PhotoKey) -> Result<Option<PhotoHead>, BucketError> {
        let request = self.client().head_object().bucket(self.name()).key(key.as_str());
        match request.checksum_mode(ChecksumMode::Enabled).send().await {
            // What has no ETag is no answer of S3's: a proxy's, or an error under status 200.
            Ok(answer) if answer.e_tag.is_none() => {
                let odd = Fault::NoAnswer("status 200 without an ETag".to_owned());
                Err(BucketError::call(Operation::HeadObject, key.as_str(), odd))
            }
            Ok(answer) => Ok(Some(PhotoHead::read(answer))),
            Err(error) => match fault(&error) {
                missing if missing.is_missing_key() => Ok(None),
                other => Err(BucketError::call(Operation::HeadObject, key.as_str(), other)),
            },
        }
    }
}

impl PhotoHead {
    fn read(answer: HeadObjectOutput) -> Self {
        let checksum = Checksum::of(&answer);
        let (marks, metadata) = Marks::part(answer.metadata.unwrap_or_default());
        Self {
            size: answer.content_length.unwrap_or_default().try_into().unwrap_or_default(),
            etag: answer.e_tag.unwrap_or_default(),
            checksum,
            marks,
            metadata,
            system: SystemMetadata {
                content_type: answer.content_type,
                content_disposition: answer.content_disposition,
                content_encoding: answer.content_encoding,
                content_language: answer.content_language,
                cache_control: answer.cache_control,
            },
        }
    }

    /// Whether the bytes are known to be the same, known to differ, or neither can be told.
    pub fn same_bytes(&self, other: &Self) -> Option<bool> {
        if self.size != other.size {
            return Some(false);
        }
        match (&self.checksum, &other.checksum) {
            (Some(ours), Some(theirs)) if ours.algorithm == theirs.algorithm => {
                Some(ours.value == theirs.value)
            }
            _ => None,
        }
    }

    pub(crate) fn describe(&self) -> String {
        match &self.checksum {
            Some(checksum) => format!("{} bytes, {} {}", self.size, checksum.algorithm, checksum.value),
            None => format!("{} bytes, no full-object checksum", self.size),
        }
    }
}
