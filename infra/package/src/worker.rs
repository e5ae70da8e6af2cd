use std::path::PathBuf;

use apoyo_constructs::Architecture;

use crate::cargo_build::CargoBuild;
use crate::file::{read, write};
use crate::{ContentHash, Executable, PackageError, Request};

/// The static binary of the Batch worker, checked: all that its container holds but the certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worker {
    /// Where the binary is.
    pub path: PathBuf,
    /// Of its bytes.
    pub hash: ContentHash,
    /// Its size.
    pub bytes: u64,
    /// What it runs on, read from its header.
    pub architecture: Architecture,
}

/// The crate.
const CRATE: &str = "apoyo-worker";

/// Its binary.
const BINARY: &str = "worker";

impl Worker {
    /// Builds the binary and writes it to `into/worker`, as `container/Dockerfile` copies it. Blocks, as
    /// [`Packages::build`](crate::Packages::build) does.
    ///
    /// # Errors
    /// When the toolchain lacks something, when cargo fails, or when the binary is not static.
    pub fn build(request: &Request) -> Result<Self, PackageError> {
        let built = CargoBuild::plan(request, &[CRATE])?.run()?;
        let binary = read(built.executable(BINARY)?)?;
        let path = request.into.join(BINARY);
        let executable = Executable::check(&binary, &path, request.architecture)?;
        write(&path, &binary)?;
        let (hash, bytes) = (ContentHash::of(&binary), binary.len() as u64);
        Ok(Self { path, hash, bytes, architecture: executable.architecture })
    }
}
