//! Objects that a Distributed Map reads and writes: S3, or what stands in for it.

mod memory;

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;

pub use memory::MemoryObjects;

/// The bytes of an object, chunk by chunk.
pub type ByteStream = BoxStream<'static, Result<Bytes, ObjectError>>;

/// Objects in buckets.
#[async_trait]
pub trait ObjectStore: Send + Sync + 'static {
    /// The bytes of an object, read as they are asked for.
    ///
    /// # Errors
    /// When there is no such object, or it cannot be read.
    async fn get(&self, bucket: &str, key: &str) -> Result<ByteStream, ObjectError>;

    /// Writes an object, replacing what is there.
    ///
    /// # Errors
    /// When the store refuses it.
    async fn put(&self, bucket: &str, key: &str, body: Bytes) -> Result<(), ObjectError>;

    /// One page of the objects whose key begins with `prefix`, in order of keys, after the key `after`; empty at the end.
    ///
    /// # Errors
    /// When the bucket cannot be listed.
    async fn list(
        &self,
        bucket: &str,
        prefix: &str,
        after: Option<&str>,
    ) -> Result<Vec<ListedObject>, ObjectError>;
}

/// An object in a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedObject {
    /// Its key.
    pub key: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its `ETag`, with the quotes.
    pub etag: String,
    /// When it was last written, in seconds since 1970.
    pub last_modified_seconds: i64,
    /// Its storage class, as in `STANDARD`.
    pub storage_class: String,
}

/// Why an object could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("failed to reach object {key:?} of bucket {bucket:?}: {reason}")]
pub struct ObjectError {
    /// The bucket.
    pub bucket: String,
    /// The key, or the prefix of a listing.
    pub key: String,
    /// What the store says.
    pub reason: String,
}
