use std::collections::BTreeMap;

use super::attributes::Attributes;
use super::content::Content;
use super::index::KeyRow;
use super::store::Store;
use super::store_error::StoreError;

impl Store {
    /// Gives an object other tags; its bytes, `ETag` and date stay.
    pub(crate) fn set_tags(
        &self,
        bucket: &str,
        key: &str,
        tags: BTreeMap<String, String>,
    ) -> Result<(), StoreError> {
        let bucket = self.bucket(bucket)?;
        let _lock = self.locks.lock(&bucket.name, key);
        let object = self.object(&bucket, key)?;
        let attributes = Attributes { tags, ..object.attributes };
        let row = KeyRow { last_modified: object.last_modified, attributes };
        let content = Content { etag: object.etag, checksums: object.checksums };
        self.index.put((&bucket.name, key, &object.identity), (&content, &row))
    }
}
