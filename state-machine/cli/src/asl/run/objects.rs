use std::sync::Arc;

use apoyo_engine::{ByteStream, ListedObject, MemoryObjects, ObjectError, ObjectStore};
use apoyo_local::S3Objects;
use apoyo_local::s3::EmbeddedS3;
use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::unfold;

use super::idle_clock::IdleClock;

/// The objects that Distributed Maps read and write: those of a folder, else none but what they write.
pub(super) fn objects(folder: Option<&EmbeddedS3>, clock: &IdleClock) -> Arc<dyn ObjectStore> {
    match folder {
        Some(s3) => Arc::new(Counted { objects: S3Objects::new(s3.client()), clock: clock.clone() }),
        None => Arc::new(MemoryObjects::default()),
    }
}

/// Objects whose every call counts as work that is under way: no time is skipped meanwhile.
struct Counted {
    objects: S3Objects,
    clock: IdleClock,
}

#[async_trait]
impl ObjectStore for Counted {
    async fn get(&self, bucket: &str, key: &str) -> Result<ByteStream, ObjectError> {
        let _working = self.clock.working();
        let chunks = self.objects.get(bucket, key).await?;
        let clock = self.clock.clone();
        let next = |(mut chunks, clock): (ByteStream, IdleClock)| async move {
            let working = clock.working();
            let chunk = chunks.next().await;
            drop(working);
            Some((chunk?, (chunks, clock)))
        };
        Ok(unfold((chunks, clock), next).boxed())
    }

    async fn put(&self, bucket: &str, key: &str, body: Bytes) -> Result<(), ObjectError> {
        let _working = self.clock.working();
        self.objects.put(bucket, key, body).await
    }

    async fn list(
        &self,
        bucket: &str,
        prefix: &str,
        after: Option<&str>,
    ) -> Result<Vec<ListedObject>, ObjectError> {
        let _working = self.clock.working();
        self.objects.list(bucket, prefix, after).await
    }
}
