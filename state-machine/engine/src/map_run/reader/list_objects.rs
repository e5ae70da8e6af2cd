use std::collections::VecDeque;
use std::sync::Arc;

use async_trait::async_trait;
use serde_json::json;

use super::{Item, ItemSource, unreadable};
use crate::failure::Failure;
use crate::objects::{ListedObject, ObjectStore};

/// The objects of a bucket under a prefix, read page by page.
pub(super) struct Listing {
    objects: Arc<dyn ObjectStore>,
    bucket: String,
    prefix: String,
    page: VecDeque<ListedObject>,
    last: Option<String>,
    is_ended: bool,
}

impl Listing {
    pub(super) fn new(objects: Arc<dyn ObjectStore>, bucket: String, prefix: String) -> Self {
        Self { objects, bucket, prefix, page: VecDeque::new(), last: None, is_ended: false }
    }

    pub(super) fn bucket(&self) -> &str {
        &self.bucket
    }

    /// The next object in the order of keys; none at the end.
    pub(super) async fn next(&mut self) -> Result<Option<ListedObject>, Failure> {
        if self.page.is_empty() && !self.is_ended {
            let page = self
                .objects
                .list(&self.bucket, &self.prefix, self.last.as_deref())
                .await
                .map_err(unreadable)?;
            self.is_ended = page.is_empty();
            self.page = page.into();
            self.last = self.page.back().map(|object| object.key.clone());
        }
        Ok(self.page.pop_front())
    }
}

/// Objects as items, each what `ListObjectsV2` says of one.
pub(super) struct ListObjects {
    listing: Listing,
    source: Arc<str>,
}

impl ListObjects {
    pub(super) fn new(listing: Listing) -> Self {
        Self { source: format!("S3://{}", listing.bucket()).into(), listing }
    }
}

#[async_trait]
impl ItemSource for ListObjects {
    async fn next(&mut self) -> Result<Option<Item>, Failure> {
        let Some(object) = self.listing.next().await? else { return Ok(None) };
        let shown = json!({
            "Etag": object.etag,
            "Key": object.key,
            "LastModified": object.last_modified_seconds,
            "Size": object.size,
            "StorageClass": object.storage_class,
        });
        Ok(Some(Item::element(shown, &self.source)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::MemoryObjects;

    #[tokio::test]
    async fn every_page_of_a_prefix_is_listed() {
        let objects = MemoryObjects::default();
        for at in 0..2_500 {
            objects.insert("b", &format!("in/{at:05}"), "x");
        }
        objects.insert("b", "out/1", "x");
        let mut source = ListObjects::new(Listing::new(Arc::new(objects), "b".into(), "in/".into()));
        let mut keys = Vec::new();
        while let Some(item) = source.next().await.unwrap() {
            keys.push(item.into_input()["Key"].as_str().unwrap().to_owned());
        }
        assert_eq!(keys.len(), 2_500);
        assert!(keys.is_sorted() && keys.iter().all(|key| key.starts_with("in/")));
    }
}
