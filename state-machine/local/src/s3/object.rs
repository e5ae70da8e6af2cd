//! From a key to the object it names.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::attributes::Attributes;
use super::bucket::Bucket;
use super::content::{self, Checksums, Content, Identity};
use super::key_path::KeyPath;
use super::store::Store;
use super::store_error::StoreError;

/// The file that is a key's object now.
#[derive(Debug, Clone)]
pub(crate) struct Located {
    pub(crate) path: PathBuf,
    pub(crate) identity: Identity,
    /// How many names the file has.
    pub(crate) links: u64,
}

/// An object with all that S3 says of it.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    pub(crate) path: PathBuf,
    pub(crate) identity: Identity,
    pub(crate) etag: String,
    pub(crate) checksums: Checksums,
    pub(crate) last_modified: SystemTime,
    pub(crate) attributes: Attributes,
}

impl Store {
    /// The key's object.
    pub(crate) fn object(&self, bucket: &Bucket, key: &str) -> Result<Object, StoreError> {
        let located = locate(bucket, key)?.ok_or_else(|| StoreError::no_such_key(key))?;
        self.describe(bucket, key, &located)
    }

    /// What is known of a file as this key's object.
    pub(crate) fn describe(
        &self,
        bucket: &Bucket,
        key: &str,
        located: &Located,
    ) -> Result<Object, StoreError> {
        let identity = located.identity;
        let content = self.content(&identity)?;
        let row = self.index.key_row(&bucket.name, key, &identity)?;
        let (last_modified, attributes) = match row {
            Some(row) => (row.last_modified, row.attributes),
            None => (identity.modified(), Attributes::default()),
        };
        let (etag, checksums) = (content.etag, content.checksums);
        Ok(Object { path: located.path.clone(), identity, etag, checksums, last_modified, attributes })
    }

    /// What is known of a file's bytes without reading them.
    pub(crate) fn content(&self, identity: &Identity) -> Result<Content, StoreError> {
        let known = self.index.content(identity)?;
        Ok(known.unwrap_or_else(|| Content { etag: identity.etag(), checksums: Checksums::default() }))
    }

    /// The object with its CRC64NVME: computed once, then known by the file's identity.
    pub(crate) fn with_crc64nvme(&self, mut object: Object) -> Result<Object, StoreError> {
        if object.checksums.crc64nvme.is_none() {
            let sum = content::crc64nvme_of(&object.path).map_err(StoreError::io("read", &object.path))?;
            object.checksums.crc64nvme = Some(sum);
            let meta = fs::symlink_metadata(&object.path).map_err(StoreError::io("look at", &object.path))?;
            if Identity::of(&meta) != object.identity {
                return Err(StoreError::Unsettled { key: object.path.display().to_string() });
            }
            let content = Content { etag: object.etag.clone(), checksums: object.checksums.clone() };
            self.index.put_content(&object.identity, &content)?;
        }
        Ok(object)
    }
}

/// The key's file, if there is one. No symbolic link is followed.
pub(crate) fn locate(bucket: &Bucket, key: &str) -> Result<Option<Located>, StoreError> {
    let places = KeyPath::new(key);
    let mut folder = bucket.root.clone();
    for piece in places.folders() {
        folder.push(piece);
        if !look(&folder)?.is_some_and(|meta| meta.is_dir()) {
            return Ok(None);
        }
    }
    for path in places.plain(&bucket.root).into_iter().chain([places.escaped(&bucket.root)]) {
        if let Some(meta) = look(&path)?.filter(fs::Metadata::is_file) {
            return Ok(Some(Located { path, identity: Identity::of(&meta), links: meta.nlink() }));
        }
    }
    Ok(None)
}

/// What is at a path, following no symbolic link; `None` where there is nothing or the way there is no folder.
pub(crate) fn look(path: &Path) -> Result<Option<fs::Metadata>, StoreError> {
    match fs::symlink_metadata(path) {
        Ok(meta) => Ok(Some(meta)),
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        // The escaped form of a name may be longer than the file system allows for the whole path.
        Err(e) if e.kind() == io::ErrorKind::InvalidFilename => Ok(None),
        Err(source) => Err(StoreError::Io { action: "look at", path: path.to_owned(), source }),
    }
}
