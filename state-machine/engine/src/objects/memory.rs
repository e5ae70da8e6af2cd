use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use futures::{StreamExt, stream};

use super::{ByteStream, ListedObject, ObjectError, ObjectStore};

/// Objects in memory, served in small chunks so that a reader meets every kind of cut.
#[derive(Debug, Default)]
pub struct MemoryObjects {
    objects: Mutex<BTreeMap<(String, String), Bytes>>,
}

/// Small, so that lines and characters are cut in the middle.
const CHUNK_BYTES: usize = 7;
const PAGE_OBJECTS: usize = 1_000;

impl MemoryObjects {
    /// Writes an object.
    pub fn insert(&self, bucket: &str, key: &str, body: impl Into<Bytes>) {
        self.lock().insert((bucket.to_owned(), key.to_owned()), body.into());
    }

    /// The bytes of an object.
    pub fn bytes(&self, bucket: &str, key: &str) -> Option<Bytes> {
        self.lock().get(&(bucket.to_owned(), key.to_owned())).cloned()
    }

    /// Every key of a bucket, in order.
    pub fn keys(&self, bucket: &str) -> Vec<String> {
        self.lock().keys().filter(|(of, _)| of == bucket).map(|(_, key)| key.clone()).collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<(String, String), Bytes>> {
        self.objects.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl ObjectStore for MemoryObjects {
    async fn get(&self, bucket: &str, key: &str) -> Result<ByteStream, ObjectError> {
        let body = self.bytes(bucket, key).ok_or_else(|| ObjectError {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
            reason: "NoSuchKey: The specified key does not exist.".to_owned(),
        })?;
        let chunks = (0..body.len()).step_by(CHUNK_BYTES);
        let chunks: Vec<_> = chunks.map(|at| Ok(body.slice(at..body.len().min(at + CHUNK_BYTES)))).collect();
        Ok(stream::iter(chunks).boxed())
    }

    async fn put(&self, bucket: &str, key: &str, body: Bytes) -> Result<(), ObjectError> {
        self.insert(bucket, key, body);
        Ok(())
    }

    async fn list(
        &self,
        bucket: &str,
        prefix: &str,
        after: Option<&str>,
    ) -> Result<Vec<ListedObject>, ObjectError> {
        let objects = self.lock();
        let matching = objects.iter().filter(|((of, key), _)| {
            of == bucket && key.starts_with(prefix) && after.is_none_or(|after| key.as_str() > after)
        });
        let page = matching.take(PAGE_OBJECTS).map(|((_, key), body)| ListedObject {
            key: key.clone(),
            size: body.len() as u64,
            etag: format!("\"{}\"", body.len()),
            last_modified_seconds: 0,
            storage_class: "STANDARD".to_owned(),
        });
        Ok(page.collect())
    }
}
