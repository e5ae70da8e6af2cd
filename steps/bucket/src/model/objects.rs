use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use md5::{Digest, Md5};

/// One object of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its bytes.
    pub bytes: Bytes,
    /// Its `ETag`, with its quotes.
    pub etag: String,
    /// Its CRC64NVME in base64; objects that old tools uploaded have none.
    pub crc64nvme: Option<String>,
    /// Headers that come back as they were sent: `content-type` and `x-amz-meta-...`.
    pub headers: BTreeMap<String, String>,
    /// When it was written, by the model's own clock of one second a write.
    pub modified: u64,
}

#[derive(Debug, Default)]
pub(super) struct Objects {
    pub(super) by_key: BTreeMap<String, Object>,
    pub(super) uploads: BTreeMap<String, Vec<(u32, Bytes)>>,
    pub(super) writes: u64,
}

/// The model: one bucket of any name.
#[derive(Debug, Clone, Default)]
pub struct S3Model {
    objects: Arc<Mutex<Objects>>,
    page_objects: Option<usize>,
}

impl S3Model {
    /// An empty bucket.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same bucket, whose listings come in pages of this many objects.
    pub fn with_pages_of(self, objects: usize) -> Self {
        Self { page_objects: Some(objects), ..self }
    }

    /// Uploads an object as a tool of today does: its `ETag` is its MD5, and it has a checksum.
    pub fn put(&self, key: &str, bytes: &[u8]) -> Object {
        let object = Object::new(Bytes::copy_from_slice(bytes), BTreeMap::new());
        self.lock().write(key, object)
    }

    /// Uploads an object as an old tool does, in parts: its `ETag` is not its MD5, and it has no checksum.
    pub fn put_in_parts(&self, key: &str, bytes: &[u8]) -> Object {
        let plain = Object::new(Bytes::copy_from_slice(bytes), BTreeMap::new());
        let etag = format!("{}-2\"", plain.etag.trim_end_matches('"'));
        self.lock().write(key, Object { etag, crc64nvme: None, ..plain })
    }

    /// The object under a key.
    pub fn get(&self, key: &str) -> Option<Object> {
        self.lock().by_key.get(key).cloned()
    }

    /// Deletes the object under a key, as a person would.
    pub fn remove(&self, key: &str) {
        self.lock().by_key.remove(key);
    }

    /// Changes an object in place, as nothing in S3 can: for damage.
    pub fn alter(&self, key: &str, change: impl FnOnce(&mut Object)) {
        if let Some(object) = self.lock().by_key.get_mut(key) {
            change(object);
        }
    }

    /// The keys that begin with a prefix.
    pub fn keys(&self, prefix: &str) -> Vec<String> {
        self.lock().by_key.keys().filter(|key| key.starts_with(prefix)).cloned().collect()
    }

    /// The keys of the objects with these bytes.
    pub fn places_of(&self, bytes: &[u8]) -> Vec<String> {
        let held = self.lock();
        held.by_key.iter().filter(|(_, object)| object.bytes == bytes).map(|(key, _)| key.clone()).collect()
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Objects> {
        self.objects.lock().expect("no holder of the lock panics")
    }

    pub(super) fn page_objects(&self) -> usize {
        self.page_objects.unwrap_or(1000)
    }
}

impl Objects {
    pub(super) fn write(&mut self, key: &str, object: Object) -> Object {
        self.writes += 1;
        let object = Object { modified: self.writes, ..object };
        self.by_key.insert(key.to_owned(), object.clone());
        object
    }
}

impl Object {
    pub(super) fn new(bytes: Bytes, headers: BTreeMap<String, String>) -> Self {
        let etag = format!("\"{}\"", hex::encode(Md5::digest(&bytes)));
        let crc64nvme = Some(crc64nvme(&bytes));
        Self { bytes, etag, crc64nvme, headers, modified: 0 }
    }
}

fn crc64nvme(bytes: &[u8]) -> String {
    let mut digest = crc64fast_nvme::Digest::new();
    digest.write(bytes);
    STANDARD.encode(digest.sum64().to_be_bytes())
}
