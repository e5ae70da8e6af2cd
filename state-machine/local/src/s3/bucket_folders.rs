//! Buckets are folders: which there are, making and removing them.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::time::SystemTime;

use s3s::S3ErrorCode;

use super::bucket::{Bucket, Origin};
use super::key_walk::{Bound, KeyWalk};
use super::open_error::OpenError;
use super::options::S3Options;
use super::store::{Store, make_folder};
use super::store_error::StoreError;

/// The buckets that the options give a folder.
pub(crate) fn given_buckets(
    options: &S3Options,
    data_root: &Path,
) -> Result<BTreeMap<String, Arc<Bucket>>, OpenError> {
    let mut buckets = BTreeMap::new();
    for (name, root) in &options.buckets {
        if !s3s::path::check_bucket_name(name) {
            return Err(OpenError::BucketName { name: name.clone() });
        }
        let root = make_folder(root)?;
        if device(&root)? != device(data_root)? {
            let data_root = data_root.to_owned();
            return Err(OpenError::OtherFileSystem { bucket: name.clone(), root, data_root });
        }
        let bucket = Bucket { name: name.clone(), created: created(&root), root, origin: Origin::Given };
        buckets.insert(name.clone(), Arc::new(bucket));
    }
    Ok(buckets)
}

/// The folders below `home` that are buckets by their names.
pub(crate) fn found_buckets(home: &Path) -> Result<BTreeMap<String, Arc<Bucket>>, OpenError> {
    let failed = |source| OpenError::Folder { action: "read the folder", path: home.to_owned(), source };
    let mut buckets = BTreeMap::new();
    for entry in fs::read_dir(home).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let is_folder = entry.file_type().map_err(failed)?.is_dir();
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        if is_folder && s3s::path::check_bucket_name(&name) {
            let root = entry.path();
            let bucket =
                Bucket { name: name.clone(), created: created(&root), root, origin: Origin::Created };
            buckets.insert(name, Arc::new(bucket));
        }
    }
    Ok(buckets)
}

impl Store {
    /// All buckets, by name.
    pub(crate) fn all_buckets(&self) -> Vec<Arc<Bucket>> {
        self.buckets.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Makes a bucket.
    pub(crate) fn create_bucket(&self, name: &str) -> Result<(), StoreError> {
        let mut buckets = self.buckets.write().unwrap_or_else(PoisonError::into_inner);
        if buckets.contains_key(name) {
            let text = format!("you already own the bucket {name}");
            return Err(StoreError::refused(S3ErrorCode::BucketAlreadyOwnedByYou, text));
        }
        let root = self.home.join(name);
        fs::create_dir_all(&root).map_err(StoreError::io("create the folder", &root))?;
        let created = self.clock.now();
        let bucket = Bucket { name: name.to_owned(), root, created, origin: Origin::Created };
        buckets.insert(name.to_owned(), Arc::new(bucket));
        Ok(())
    }

    /// Removes a bucket without objects.
    pub(crate) fn delete_bucket(&self, name: &str) -> Result<(), StoreError> {
        let bucket = self.bucket(name)?;
        if bucket.origin == Origin::Given {
            let text = format!("bucket {name} was given its folder at opening and cannot be deleted");
            return Err(StoreError::refused(S3ErrorCode::InvalidBucketState, text));
        }
        let mut buckets = self.buckets.write().unwrap_or_else(PoisonError::into_inner);
        let mut walk = KeyWalk::new(&bucket.root, &self.directories);
        let first = walk.next(Bound::Open, "").map_err(StoreError::io("list", &bucket.root))?;
        if let Some(found) = first {
            let text = format!("bucket {name} is not empty, it holds {}", found.key);
            return Err(StoreError::refused(S3ErrorCode::BucketNotEmpty, text));
        }
        remove_empty_folders(&bucket.root).map_err(StoreError::io("remove", &bucket.root))?;
        buckets.remove(name);
        Ok(())
    }
}

/// Removes folders only: a file that came meanwhile, or that is no object, makes it fail.
fn remove_empty_folders(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            remove_empty_folders(&entry.path())?;
        }
    }
    fs::remove_dir(folder)
}

fn device(folder: &Path) -> Result<u64, OpenError> {
    let failed = |source| OpenError::Folder { action: "look at", path: folder.to_owned(), source };
    Ok(fs::metadata(folder).map_err(failed)?.dev())
}

fn created(folder: &Path) -> SystemTime {
    let meta = fs::metadata(folder);
    meta.and_then(|meta| meta.created().or_else(|_| meta.modified())).unwrap_or(SystemTime::UNIX_EPOCH)
}
