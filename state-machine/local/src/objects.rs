use apoyo_engine::{ByteStream, ListedObject, ObjectError, ObjectStore};
use async_trait::async_trait;
use aws_sdk_s3::Client;
use aws_sdk_s3::error::DisplayErrorContext;
use aws_sdk_s3::types::Object;
use bytes::Bytes;
use futures::StreamExt;
use tokio_util::io::ReaderStream;

/// The objects that a Distributed Map reads and writes, in any S3 that the client reaches.
#[derive(Debug, Clone)]
pub struct S3Objects {
    client: Client,
}

impl S3Objects {
    /// Objects through this client.
    pub const fn new(client: Client) -> Self {
        Self { client }
    }
}

#[async_trait]
impl ObjectStore for S3Objects {
    async fn get(&self, bucket: &str, key: &str) -> Result<ByteStream, ObjectError> {
        let answer = self.client.get_object().bucket(bucket).key(key).send().await;
        let body = answer.map_err(|error| failed(bucket, key, &error))?.body.into_async_read();
        let (bucket, key) = (bucket.to_owned(), key.to_owned());
        let chunks =
            ReaderStream::new(body).map(move |chunk| chunk.map_err(|error| failed(&bucket, &key, &error)));
        Ok(chunks.boxed())
    }

    async fn put(&self, bucket: &str, key: &str, body: Bytes) -> Result<(), ObjectError> {
        let answer = self.client.put_object().bucket(bucket).key(key).body(body.into()).send().await;
        answer.map(|_| ()).map_err(|error| failed(bucket, key, &error))
    }

    async fn list(
        &self,
        bucket: &str,
        prefix: &str,
        after: Option<&str>,
    ) -> Result<Vec<ListedObject>, ObjectError> {
        let request = self.client.list_objects_v2().bucket(bucket).prefix(prefix);
        let answer = request.set_start_after(after.map(str::to_owned)).send().await;
        let page = answer.map_err(|error| failed(bucket, prefix, &error))?;
        Ok(page.contents.unwrap_or_default().into_iter().filter_map(listed).collect())
    }
}

/// An object without a key is none; S3 gives all the other fields for every object that it lists.
fn listed(object: Object) -> Option<ListedObject> {
    Some(ListedObject {
        size: object.size.and_then(|size| u64::try_from(size).ok()).unwrap_or_default(),
        etag: object.e_tag.unwrap_or_default(),
        last_modified_seconds: object.last_modified.map_or(0, |moment| moment.secs()),
        storage_class: object
            .storage_class
            .map_or_else(|| "STANDARD".to_owned(), |class| class.as_str().to_owned()),
        key: object.key?,
    })
}

fn failed(bucket: &str, key: &str, error: &(dyn std::error::Error + 'static)) -> ObjectError {
    ObjectError {
        bucket: bucket.to_owned(),
        key: key.to_owned(),
        reason: DisplayErrorContext(error).to_string(),
    }
}
