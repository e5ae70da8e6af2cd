use std::borrow::Cow;
use std::future::Future;

use aws_sdk_s3::operation::list_objects_v2::ListObjectsV2Output;
use aws_sdk_s3::types::EncodingType;
use percent_encoding::percent_decode_str;

use crate::error::fault;
use crate::{Bucket, BucketError, Operation};

/// One object of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPhoto {
    /// Its key, URL-decoded; may end in `/` (a folder marker).
    pub key: String,
    /// Size in bytes.
    pub size: u64,
    /// The `ETag`, with its quotes.
    pub etag: String,
    /// When it was written, in seconds since 1970.
    pub modified: i64,
}

/// Up to 1,000 objects of a listing, in the order of their keys' bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// The objects.
    pub photos: Vec<ListedPhoto>,
    /// What to ask the next page with; `None` at the end.
    pub next: Option<String>,
}

/// The ability to list a folder. Needs `s3:ListBucket`.
pub trait ListPhotos {
    /// One page of the objects whose keys begin with `prefix`, from the start or from a page's `next`.
    ///
    /// # Errors
    /// When S3 does not answer or refuses.
    fn page(
        &self,
        prefix: &str,
        next: Option<String>,
    ) -> impl Future<Output = Result<Page, BucketError>> + Send;
}

impl ListPhotos for Bucket {
    async fn page(&self, prefix: &str, next: Option<String>) -> Result<Page, BucketError> {
        let answer = self
            .client()
            .list_objects_v2()
            .bucket(self.name())
            .prefix(prefix)
            // XML 1.0 cannot carry every character that a key may have.
            .encoding_type(EncodingType::Url)
            .set_continuation_token(next)
            .send()
            .await
            .map_err(|error| BucketError::call(Operation::ListObjectsV2, prefix, fault(&error)))?;
        Ok(read(answer))
    }
}

fn read(answer: ListObjectsV2Output) -> Page {
    let encoded = answer.encoding_type() == Some(&EncodingType::Url);
    let photos = answer
        .contents
        .unwrap_or_default()
        .into_iter()
        .map(|object| {
            let key = object.key.unwrap_or_default();
            ListedPhoto {
                key: if encoded { decode(&key) } else { key },
                size: object.size.unwrap_or_default().try_into().unwrap_or_default(),
                etag: object.e_tag.unwrap_or_default(),
                modified: object.last_modified.map_or(0, |at| at.secs()),
            }
        })
        .collect();
    Page { photos, next: answer.next_continuation_token }
}

pub(crate) fn decode(key: &str) -> String {
    let spaces: Cow<'_, str> = if key.contains('+') { key.replace('+', " ").into() } else { key.into() };
    percent_decode_str(&spaces).decode_utf8_lossy().into_owned()
}
