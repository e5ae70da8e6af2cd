use std::fs;
use std::path::Path;

use crate::PackageError;

/// The bytes of a file.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, PackageError> {
    fs::read(path).map_err(|source| PackageError::File { action: "read", path: path.to_owned(), source })
}

/// Writes a file and the folder that it lies in. A file of that name is replaced in one step: who reads it meanwhile sees
/// the old one or the new one, whole.
///
/// # Errors
/// When the folder cannot be made or the file not written.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), PackageError> {
    let failed = |source| PackageError::File { action: "write", path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let partial = path.with_extension(format!("{}.partial", std::process::id()));
    fs::write(&partial, bytes).and_then(|()| fs::rename(&partial, path)).map_err(failed)
}
