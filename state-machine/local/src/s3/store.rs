//! What all operations share: the buckets, the index, the locks, the folders.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use super::bucket::Bucket;
use super::clock::Clock;
use super::directory_cache::DirectoryCache;
use super::index::Index;
use super::key_locks::KeyLocks;
use super::key_path::BOOKKEEPING;
use super::object::locate;
use super::open_error::OpenError;
use super::options::S3Options;
use super::store_error::StoreError;

/// The state behind both doors. All of its functions block: call them from `spawn_blocking`.
#[derive(Debug)]
pub(crate) struct Store {
    /// Where clients' new buckets come to lie.
    pub(crate) home: PathBuf,
    pub(crate) staging: PathBuf,
    pub(crate) multipart: PathBuf,
    pub(crate) buckets: RwLock<BTreeMap<String, Arc<Bucket>>>,
    pub(crate) index: Index,
    pub(crate) locks: KeyLocks,
    pub(crate) directories: DirectoryCache,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) region: String,
    /// Buckets and prefixes whose creations somebody listens for.
    pub(crate) announced: RwLock<Vec<(String, String)>>,
    /// Told of every creation that somebody listens for.
    pub(crate) creations: tokio::sync::Notify,
    /// Held as long as the store lives; the system frees it when the process dies.
    _in_use: File,
}

impl Store {
    /// Opens the data root, removes what a killed process left half done, finds the buckets.
    pub(crate) fn open(options: &S3Options) -> Result<Self, OpenError> {
        let data_root = make_folder(&options.data_root)?;
        let bookkeeping = make_folder(&data_root.join(BOOKKEEPING))?;
        let in_use = lock_data_root(&data_root, &bookkeeping)?;
        let staging = make_folder(&bookkeeping.join("staging"))?;
        empty_folder(&staging)?;
        let given = super::bucket_folders::given_buckets(options, &data_root)?;
        let own_folder = given.values().any(|bucket| data_root.starts_with(&bucket.root));
        let home = if own_folder { make_folder(&bookkeeping.join("buckets"))? } else { data_root };
        let mut buckets = super::bucket_folders::found_buckets(&home)?;
        buckets.extend(given);
        let index = bookkeeping.join("index.sqlite");
        let store = Self {
            home,
            staging,
            multipart: make_folder(&bookkeeping.join("multipart"))?,
            buckets: RwLock::new(buckets),
            index: Index::open(&index).map_err(|source| OpenError::Index { path: index, source })?,
            locks: KeyLocks::new(),
            directories: DirectoryCache::new(Arc::clone(&options.clock)),
            clock: Arc::clone(&options.clock),
            region: options.region.clone(),
            announced: RwLock::default(),
            creations: tokio::sync::Notify::new(),
            _in_use: in_use,
        };
        store.sweep();
        Ok(store)
    }

    /// The bucket of this name.
    pub(crate) fn bucket(&self, name: &str) -> Result<Arc<Bucket>, StoreError> {
        let buckets = self.buckets.read().unwrap_or_else(PoisonError::into_inner);
        buckets.get(name).cloned().ok_or_else(|| StoreError::no_such_bucket(name))
    }

    /// Removes rows of keys whose file is gone, and parts of uploads that are gone. What fails stays for next time.
    fn sweep(&self) {
        if let Err(error) = self.tidy() {
            tracing::warn!(%error, "the embedded S3 could not tidy its index");
        }
    }

    fn tidy(&self) -> Result<(), StoreError> {
        self.settle_creations()?;
        self.forget_lost_keys()?;
        self.forget_lost_uploads()
    }

    fn forget_lost_keys(&self) -> Result<(), StoreError> {
        for (bucket, key) in self.index.keys()? {
            let found = self.bucket(&bucket).ok().map(|bucket| locate(&bucket, &key)).transpose()?.flatten();
            self.index.forget_others(&bucket, &key, found.as_ref().map(|found| &found.identity))?;
        }
        Ok(())
    }
}

/// Makes a folder with all above it and gives its real path.
pub(crate) fn make_folder(path: &Path) -> Result<PathBuf, OpenError> {
    let failed = |action| move |source| OpenError::Folder { action, path: path.to_owned(), source };
    fs::create_dir_all(path).map_err(failed("create the folder"))?;
    fs::canonicalize(path).map_err(failed("open the folder"))
}

fn lock_data_root(data_root: &Path, bookkeeping: &Path) -> Result<File, OpenError> {
    let path = bookkeeping.join("in-use");
    let file = File::options().create(true).write(true).truncate(false).open(&path);
    let file = file.map_err(|source| OpenError::Folder { action: "write", path: path.clone(), source })?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(OpenError::InUse { path: data_root.to_owned() }),
        Err(fs::TryLockError::Error(source)) => Err(OpenError::Folder { action: "lock", path, source }),
    }
}

fn empty_folder(path: &Path) -> Result<(), OpenError> {
    let failed = |source| OpenError::Folder { action: "empty the folder", path: path.to_owned(), source };
    for entry in fs::read_dir(path).map_err(failed)? {
        fs::remove_file(entry.map_err(failed)?.path()).map_err(failed)?;
    }
    Ok(())
}
