use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::{FunctionName, InvalidFunction};

/// The path, if an executable is there.
pub(crate) fn executable(
    name: &FunctionName,
    field: &'static str,
    path: PathBuf,
) -> Result<PathBuf, InvalidFunction> {
    match check(&path) {
        Ok(()) => Ok(path),
        Err(source) => Err(InvalidFunction::Executable { name: name.clone(), field, path, source }),
    }
}

/// Whether this file can be executed.
pub(crate) fn check(file: &Path) -> io::Result<()> {
    let found = std::fs::metadata(file)?;
    if !found.is_file() {
        return Err(io::Error::other("it is no file, an executable file is needed"));
    }
    if found.permissions().mode() & 0o111 == 0 {
        return Err(io::Error::other("nobody may execute it: chmod +x is needed"));
    }
    Ok(())
}

/// Which build an executable file holds, as far as its inode, length and time tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Build {
    inode: u64,
    bytes: u64,
    modified: (i64, i64),
}

impl Build {
    /// What is there now; none while there is nothing, as where it is being built.
    pub(crate) fn of(file: &Path) -> Option<Self> {
        let found = std::fs::metadata(file).ok()?;
        let modified = (found.mtime(), found.mtime_nsec());
        Some(Self { inode: found.ino(), bytes: found.size(), modified })
    }
}
