use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use s3s::S3Error;

use super::attributes::Attributes;
use super::condition::WriteCondition;
use super::content::{Content, Identity, crc64nvme_of};
use super::copy::copy_file;
use super::index::KeyRow;
use super::object::locate;
use super::place::{Target, links_refused};
use super::staged_file::StagedFile;
use super::store::Store;
use super::store_error::StoreError;

/// How a file became an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Imported {
    /// The object is a second name of the file; nothing was read.
    Linked,
    /// The object is a copy: the file is on another file system, or may not be linked.
    Copied,
    /// The key has these bytes already.
    AlreadyThere,
}

/// Why a file did not become an object.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("failed to read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A folder, a device or a socket.
    #[error("{} is not a regular file", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// The key has other bytes; nothing is overwritten.
    #[error("key {key} of bucket {bucket} has other bytes than {}", path.display())]
    KeyTaken {
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// The file.
        path: PathBuf,
    },
    /// Not a key: 1 to 1,024 bytes are allowed.
    #[error("key has {bytes} bytes, 1 to 1024 are allowed")]
    Key {
        /// The length.
        bytes: usize,
    },
    /// The bucket is not there, the disk is full, or the folder cannot be written.
    #[error("failed to import {}: {source:?}", path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// What S3 would answer.
        source: S3Error,
    },
}

impl Store {
    /// Makes a user's file an object of the bucket. The file is opened for reading at most.
    pub(crate) fn import(&self, bucket: &str, key: &str, path: &Path) -> Result<Imported, ImportError> {
        if key.is_empty() || !s3s::path::check_key(key) {
            return Err(ImportError::Key { bytes: key.len() });
        }
        let unreadable = |source| ImportError::Unreadable { path: path.to_owned(), source };
        // The real path: a link to a symbolic link would be a symbolic link.
        let file = fs::canonicalize(path).map_err(unreadable)?;
        let meta = fs::metadata(&file).map_err(unreadable)?;
        if !meta.is_file() {
            return Err(ImportError::NotAFile { path: path.to_owned() });
        }
        let refused =
            |error: StoreError| ImportError::Refused { path: path.to_owned(), source: error.into() };
        let bucket = self.bucket(bucket).map_err(refused)?;
        let target = Target { bucket: &bucket, key, condition: &WriteCondition::Absent };
        if locate(&bucket, key).map_err(refused)?.is_some() {
            return self.compare(&target, (&file, &Identity::of(&meta))).map_err(refused)?.ok_or_else(|| {
                ImportError::KeyTaken {
                    bucket: bucket.name.clone(),
                    key: key.to_owned(),
                    path: path.to_owned(),
                }
            });
        }
        self.import_new(&target, &file).map_err(refused)
    }

    fn import_new(&self, target: &Target<'_>, file: &Path) -> Result<Imported, StoreError> {
        let staged = StagedFile::unborn(&self.staging);
        match fs::hard_link(file, staged.path()) {
            Ok(()) => {
                self.place_imported(target, &staged, None)?;
                Ok(Imported::Linked)
            }
            Err(e) if links_refused(&e) => {
                let (staged, digests) = copy_file(file, &self.staging)?;
                keep_modified(file, staged.path())?;
                let content = Content { etag: hex::encode(digests.md5), checksums: digests.checksums };
                self.place_imported(target, &staged, Some(content))?;
                Ok(Imported::Copied)
            }
            Err(source) => Err(StoreError::Io { action: "link", path: file.to_owned(), source }),
        }
    }

    fn place_imported(
        &self,
        target: &Target<'_>,
        staged: &StagedFile,
        content: Option<Content>,
    ) -> Result<(), StoreError> {
        let identity = staged.identity()?;
        let content = content.map_or_else(|| self.content(&identity), Ok)?;
        let row = KeyRow { last_modified: identity.modified(), attributes: Attributes::default() };
        self.place(target, staged, (&content, &row), None)
    }

    /// Whether the key's object has the file's bytes: the same file, or the same size and CRC64NVME.
    fn compare(
        &self,
        target: &Target<'_>,
        (file, identity): (&Path, &Identity),
    ) -> Result<Option<Imported>, StoreError> {
        let object = self.object(target.bucket, target.key)?;
        let same_file = object.identity == *identity;
        if same_file || object.identity.size != identity.size {
            return Ok(same_file.then_some(Imported::AlreadyThere));
        }
        let object = self.with_crc64nvme(object)?;
        let sum = crc64nvme_of(file).map_err(StoreError::io("read", file))?;
        Ok((object.checksums.crc64nvme == Some(sum)).then_some(Imported::AlreadyThere))
    }
}

/// A copy keeps the date that a person sees in the folder.
fn keep_modified(from: &Path, to: &Path) -> Result<(), StoreError> {
    let modified =
        fs::metadata(from).and_then(|meta| meta.modified()).map_err(StoreError::io("look at", from))?;
    let copy = fs::File::options().write(true).open(to).map_err(StoreError::io("open", to))?;
    copy.set_modified(modified).map_err(StoreError::io("date", to))
}
