use std::future::Future;

use apoyo_photo::PhotoKey;

use crate::head_photo::HeadPhoto;
use crate::{Bucket, BucketError, PhotoHead};

/// The ability to end a safe move that another execution began and never ended. Needs what
/// [`MovePhoto`](crate::MovePhoto) needs.
pub trait RemoveTwin {
    /// Deletes what lies at `key` if its bytes are those of `copy`, a photo that the caller owns. Without checksums to
    /// compare it stays, and is sorted as a photo of its own.
    ///
    /// # Errors
    /// When S3 does not answer or refuses.
    fn remove_twin(
        &self,
        key: &PhotoKey,
        copy: &PhotoHead,
    ) -> impl Future<Output = Result<(), BucketError>> + Send;
}

impl RemoveTwin for Bucket {
    async fn remove_twin(&self, key: &PhotoKey, copy: &PhotoHead) -> Result<(), BucketError> {
        if let Some(twin) = self.head(key).await?
            && twin.same_bytes(copy) == Some(true)
        {
            self.delete_if_match(key, &twin.etag).await?;
        }
        Ok(())
    }
}
