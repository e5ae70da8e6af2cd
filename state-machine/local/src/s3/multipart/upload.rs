use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use s3s::S3ErrorCode;
use uuid::Uuid;

use crate::s3::attributes::Attributes;
use crate::s3::content::{Checksums, Digests};
use crate::s3::staged_file::StagedFile;
use crate::s3::store::Store;
use crate::s3::store_error::StoreError;

/// An upload that was begun.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) id: String,
    pub(crate) bucket: String,
    pub(crate) key: String,
    pub(crate) initiated: SystemTime,
    pub(crate) attributes: Attributes,
    /// The checksum algorithm of the parts, in S3's spelling.
    pub(crate) algorithm: Option<String>,
    pub(crate) checksum_type: Option<String>,
}

/// How a request names an upload: all three must fit.
#[derive(Debug, Clone)]
pub(crate) struct UploadName {
    pub(crate) bucket: String,
    pub(crate) key: String,
    pub(crate) id: String,
}

/// A part that came in.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) number: i32,
    pub(crate) file: String,
    pub(crate) size: u64,
    /// Hex; the part's `ETag`.
    pub(crate) md5: String,
    pub(crate) checksums: Checksums,
    pub(crate) last_modified: SystemTime,
}

impl Store {
    /// Begins an upload.
    pub(crate) fn create_upload(&self, mut upload: Upload) -> Result<Upload, StoreError> {
        self.bucket(&upload.bucket)?;
        upload.id = Uuid::new_v4().simple().to_string();
        upload.initiated = self.clock.now();
        // The folder first: a row without one would be an upload that takes no parts.
        let folder = self.upload_folder(&upload.id);
        fs::create_dir(&folder).map_err(StoreError::io("create the folder", &folder))?;
        self.index.put_upload(&upload)?;
        Ok(upload)
    }

    /// The upload of this name.
    pub(crate) fn upload(&self, name: &UploadName) -> Result<Upload, StoreError> {
        self.bucket(&name.bucket)?;
        let upload = self.index.upload(&name.id)?;
        let fits = |upload: &Upload| upload.bucket == name.bucket && upload.key == name.key;
        upload.filter(fits).ok_or_else(|| no_such_upload(&name.id))
    }

    /// Takes a part in; a part of the same number is replaced.
    pub(crate) fn put_part(
        &self,
        name: &UploadName,
        number: i32,
        (staged, digests, size): (&StagedFile, Digests, u64),
    ) -> Result<Part, StoreError> {
        self.upload(name)?;
        let part = Part {
            number,
            file: format!("{number}-{}", Uuid::new_v4().simple()),
            size,
            md5: hex::encode(digests.md5),
            checksums: digests.checksums,
            last_modified: self.clock.now(),
        };
        let path = self.part_path(&name.id, &part);
        match fs::rename(staged.path(), &path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(no_such_upload(&name.id)),
            moved => moved.map_err(StoreError::io("put a part at", &path))?,
        }
        let before = self.index.put_part(&name.id, &part)?;
        if let Some(before) = before {
            // An error leaves a file that goes with the upload.
            let _ = fs::remove_file(self.upload_folder(&name.id).join(before));
        }
        Ok(part)
    }

    /// Ends an upload without an object.
    pub(crate) fn abort_upload(&self, name: &UploadName) -> Result<(), StoreError> {
        self.upload(name)?;
        self.forget_upload(&name.id)
    }

    /// Removes the row, then the parts: what a death in between leaves, the next opening removes.
    pub(super) fn forget_upload(&self, id: &str) -> Result<(), StoreError> {
        self.index.delete_upload(id)?;
        let folder = self.upload_folder(id);
        fs::remove_dir_all(&folder).map_err(StoreError::io("remove the folder", &folder))
    }

    /// Removes parts of uploads that are no more.
    pub(crate) fn forget_lost_uploads(&self) -> Result<(), StoreError> {
        let failed = || StoreError::io("read the folder", &self.multipart);
        for entry in fs::read_dir(&self.multipart).map_err(failed())? {
            let entry = entry.map_err(failed())?;
            let id = entry.file_name().to_string_lossy().into_owned();
            if self.index.upload(&id)?.is_none() {
                let path = entry.path();
                fs::remove_dir_all(&path).map_err(StoreError::io("remove the folder", &path))?;
            }
        }
        Ok(())
    }

    pub(super) fn part_path(&self, id: &str, part: &Part) -> PathBuf {
        self.upload_folder(id).join(&part.file)
    }

    fn upload_folder(&self, id: &str) -> PathBuf {
        self.multipart.join(id)
    }
}

pub(super) fn no_such_upload(id: &str) -> StoreError {
    let text = format!("the specified upload does not exist, or was completed or aborted: {id}");
    StoreError::refused(S3ErrorCode::NoSuchUpload, text)
}
