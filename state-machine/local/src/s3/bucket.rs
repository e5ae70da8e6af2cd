use std::path::PathBuf;
use std::time::SystemTime;

/// A bucket and the folder it is.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    pub(crate) name: String,
    pub(crate) root: PathBuf,
    pub(crate) created: SystemTime,
    pub(crate) origin: Origin,
}

/// Who says where the bucket lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The options at opening; no client may delete it.
    Given,
    /// A client created it.
    Created,
}
