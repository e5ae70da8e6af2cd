use std::io;
use std::path::PathBuf;

/// Why the embedded S3 could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A folder cannot be made, read or written.
    #[error("failed to {action} {}: {source}", path.display())]
    Folder {
        /// What was tried.
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process has the data root open; two would not see each other's locks.
    #[error("data folder {} is in use by another process", path.display())]
    InUse {
        /// The data root.
        path: PathBuf,
    },
    /// The index cannot be opened.
    #[error("failed to open the index {}: {source}", path.display())]
    Index {
        /// The `SQLite` file.
        path: PathBuf,
        /// What `SQLite` said.
        source: rusqlite::Error,
    },
    /// A bucket's folder is on another file system, so objects could not be put there in one step.
    #[error("bucket {bucket} at {} is not on the file system of the data folder {}", root.display(), data_root.display())]
    OtherFileSystem {
        /// The bucket.
        bucket: String,
        /// Its folder.
        root: PathBuf,
        /// The data root.
        data_root: PathBuf,
    },
    /// Not a bucket name that S3 allows.
    #[error("bucket name {name:?} is not allowed: 3 to 63 lower-case letters, digits, dots and hyphens")]
    BucketName {
        /// The name.
        name: String,
    },
}
