use std::path::PathBuf;

use apoyo_constructs::Architecture;

use crate::file::read;
use crate::zipped::unpack;
use crate::{ContentHash, PackageError, Step};

/// The zip of one function, checked: a static binary of this architecture, named `bootstrap`, under the limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Whose it is.
    pub step: Step,
    /// Where the zip is.
    pub path: PathBuf,
    /// Of the zip's bytes; the same binary gives the same one.
    pub hash: ContentHash,
    /// Size of the zip.
    pub bytes: u64,
    /// Size of the binary in it.
    pub binary_bytes: u64,
    /// What the binary runs on, read from its header.
    pub architecture: Architecture,
}

impl Package {
    /// The binary in the zip, for a machine that is not Lambda to run.
    ///
    /// # Errors
    /// When the file was changed or removed since it was checked.
    pub fn binary(&self) -> Result<Vec<u8>, PackageError> {
        unpack(&read(&self.path)?).map_err(|source| PackageError::Zip { path: self.path.clone(), source })
    }
}
