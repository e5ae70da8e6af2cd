use std::sync::Arc;

use apoyo_engine::{ByteStream, ListedObject, ObjectError, ObjectStore};
use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::once;
use jiff::Timestamp;
use percent_encoding::percent_decode_str;

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
        _bucket: &str,
        prefix: &str,
        after: Option<&str>,
    ) -> Result<Vec<ListedObject>, ObjectError> {
        let mut request = Request::new(Operation::ListObjectsV2, prefix);
        request.query.extend(after.map(|key| ("start-after".to_owned(), key.to_owned())));
        let answer = self.send(request).await?;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        Ok(text.split("<Contents>").skip(1).map(listed).collect())
    }
}

/// One object of a listing. [`crate::s3`] wrote it: every field is there.
fn listed(text: &str) -> ListedObject {
    let field = |name: &str| {
        let begun = text.split_once(&format!("<{name}>")).map_or("", |(_, rest)| rest);
        begun.split('<').next().unwrap_or_default().replace("&quot;", "\"")
    };
    let modified = field("LastModified").parse::<Timestamp>().unwrap_or_default();
    ListedObject {
        key: percent_decode_str(&field("Key").replace('+', " ")).decode_utf8_lossy().into_owned(),
        size: field("Size").parse().unwrap_or_default(),
        etag: field("ETag"),
        last_modified_seconds: modified.as_second(),
        storage_class: "STANDARD".to_owned(),
    }
}
