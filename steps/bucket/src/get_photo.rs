use std::future::Future;

use apoyo_photo::PhotoKey;
use bytes::{Bytes, BytesMut};

use crate::error::{Fault, fault};
use crate::{Bucket, BucketError, Operation};

/// A photo's bytes, or why there are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Got {
    /// All of them.
    Bytes(Bytes),
    /// More than the limit; none were kept.
    TooLarge {
        /// How many there are.
        size: u64,
    },
    /// Nothing is under the key.
    Gone,
    /// Another content is under the key.
    Replaced,
}

/// The ability to read a photo. Needs `s3:GetObject`.
pub trait GetPhoto {
    /// The photo's bytes, if they are still those that `etag` names and at most `limit` of them.
    ///
    /// # Errors
    /// When S3 does not answer, breaks off or refuses.
    fn get(
        &self,
        key: &PhotoKey,
        etag: &str,
        limit: u64,
    ) -> impl Future<Output = Result<Got, BucketError>> + Send;
}

impl GetPhoto for Bucket {
    async fn get(&self, key: &PhotoKey, etag: &str, limit: u64) -> Result<Got, BucketError> {
        let request = self.client().get_object().bucket(self.name()).key(key.as_str()).if_match(etag);
        let answer = match request.send().await.map_err(|error| fault(&error)) {
            Ok(answer) => answer,
            Err(missing) if missing.is_missing_key() => return Ok(Got::Gone),
            Err(Fault::Answer { status: 412, .. }) => return Ok(Got::Replaced),
            Err(other) => return Err(BucketError::call(Operation::GetObject, key.as_str(), other)),
        };
        let size = answer.content_length.unwrap_or_default().try_into().unwrap_or(u64::MAX);
        if size > limit {
            return Ok(Got::TooLarge { size });
        }
        let mut bytes = BytesMut::with_capacity(usize::try_from(size).unwrap_or_default());
        let mut body = answer.body;
        while let Some(piece) = body
            .try_next()
            .await
            .map_err(|error| BucketError::broken_body(Operation::GetObject, key.as_str(), &error))?
        {
            bytes.extend_from_slice(&piece);
            if bytes.len() as u64 > limit {
                return Ok(Got::TooLarge { size: bytes.len() as u64 });
            }
        }
        if (bytes.len() as u64) < size {
            let why = format!("{} of {size} bytes came", bytes.len());
            return Err(BucketError::call(Operation::GetObject, key.as_str(), Fault::NoAnswer(why)));
        }
        Ok(Got::Bytes(bytes.freeze()))
    }
}
