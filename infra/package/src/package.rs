use std::path::PathBuf;

use apoyo_constructs::Architecture;

use crate::{ContentHash, Step};

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
