use std::future::Future;

use apoyo_photo::PhotoKey;

use crate::move_photo::Deletion;
use crate::{Bucket, BucketError};

/// What a destruction found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destroyed {
    /// The bytes are gone, now or since an earlier try.
    Gone,
    /// Another content lies there, and stays.
    Replaced,
}

/// The ability to destroy a photo's bytes: for the retention rule alone. Needs `s3:DeleteObject` on the in-work folder.
pub trait DestroyPhoto {
    /// Destroys this content under this key, and no other.
    ///
    /// # Errors
    /// When S3 does not answer or refuses.
    fn destroy(
        &self,
        key: &PhotoKey,
        etag: &str,
    ) -> impl Future<Output = Result<Destroyed, BucketError>> + Send;
}

impl DestroyPhoto for Bucket {
    async fn destroy(&self, key: &PhotoKey, etag: &str) -> Result<Destroyed, BucketError> {
        match self.delete_if_match(key, etag).await? {
            Deletion::Deleted | Deletion::WasGone => Ok(Destroyed::Gone),
            Deletion::WasReplaced => Ok(Destroyed::Replaced),
        }
    }
}
