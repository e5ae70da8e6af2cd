use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use uuid::Uuid;

use super::content::{Checksums, Digester, Digests, Identity};
use super::store_error::StoreError;

/// A file that is not an object yet; removed when dropped.
#[derive(Debug)]
pub(crate) struct StagedFile {
    path: PathBuf,
}

impl StagedFile {
    /// A new name in the staging folder; nothing is there yet.
    pub(crate) fn unborn(staging: &Path) -> Self {
        Self { path: staging.join(Uuid::new_v4().simple().to_string()) }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn identity(&self) -> Result<Identity, StoreError> {
        let meta = fs::symlink_metadata(&self.path).map_err(StoreError::io("look at", &self.path))?;
        Ok(Identity::of(&meta))
    }
}

impl Drop for StagedFile {
    fn drop(&mut self) {
        // Placed by rename: nothing is left to remove. Placed by link: this is the second name. An error leaves a
        // file that the next opening removes.
        let _ = fs::remove_file(&self.path);
    }
}

/// Writes a body into a staged file and computes its digests on the way.
pub(crate) struct StagedWriter {
    staged: StagedFile,
    file: File,
    digester: Digester,
}

impl StagedWriter {
    pub(crate) fn create(staging: &Path, wanted: &Checksums) -> Result<Self, StoreError> {
        let staged = StagedFile::unborn(staging);
        let file = File::create_new(&staged.path).map_err(StoreError::io("create", &staged.path))?;
        Ok(Self { staged, file, digester: Digester::new(wanted) })
    }

    pub(crate) fn write_all(&mut self, chunks: &[Bytes]) -> Result<(), StoreError> {
        chunks.iter().try_for_each(|chunk| self.write(chunk))
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.digester.update(bytes);
        self.file.write_all(bytes).map_err(StoreError::io("write", &self.staged.path))
    }

    /// The same, after a look at the digests: what does not verify is not worth a sync.
    pub(crate) fn finish_verified(
        self,
        verify: impl FnOnce(&Digests) -> Result<(), StoreError>,
    ) -> Result<(StagedFile, Digests), StoreError> {
        let Self { staged, file, digester } = self;
        let digests = digester.finish();
        verify(&digests)?;
        file.sync_all().map_err(StoreError::io("sync", &staged.path))?;
        Ok((staged, digests))
    }

    /// Brings the bytes to the disk.
    pub(crate) fn finish(self) -> Result<(StagedFile, Digests), StoreError> {
        self.finish_verified(|_| Ok(()))
    }
}
