use std::sync::Arc;

use apoyo_engine::{ByteStream, ListedObject, ObjectError, ObjectStore};
use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::once;

use crate::caller::Caller;
use crate::s3::{Answer, Operation, Request};
use crate::world::World;

/// S3 as Step Functions itself uses it: reads manifests, writes results.
#[derive(Debug)]
pub(crate) struct MapIo(pub(crate) Arc<World>);

impl MapIo {
    async fn send(&self, request: Request) -> Result<Answer, ObjectError> {
        let key = request.key.clone();
        let reply = self.0.send(Arc::new(Caller::states()), request).await;
        let failed =
            |reason: String| ObjectError { bucket: crate::connector::BUCKET.to_owned(), key, reason };
        match reply {
            Ok(answer) if answer.is_success() => Ok(answer),
            Ok(answer) => Err(failed(format!("status {}", answer.status))),
            Err(_) => Err(failed("the connection broke".to_owned())),
        }
    }
}

#[async_trait]
impl ObjectStore for MapIo {
    async fn get(&self, _bucket: &str, key: &str) -> Result<ByteStream, ObjectError> {
        let answer = self.send(Request::new(Operation::GetObject, key)).await?;
        Ok(once(async move { Ok(answer.body) }).boxed())
    }

    async fn put(&self, _bucket: &str, key: &str, body: Bytes) -> Result<(), ObjectError> {
        let request = Request { body, ..Request::new(Operation::PutObject, key) };
        self.send(request).await.map(|_| ())
    }

    async fn list(
        &self,
        bucket: &str,
        prefix: &str,
        _after: Option<&str>,
    ) -> Result<Vec<ListedObject>, ObjectError> {
        let reason = "the state machine lists nothing itself".to_owned();
        Err(ObjectError { bucket: bucket.to_owned(), key: prefix.to_owned(), reason })
    }
}
