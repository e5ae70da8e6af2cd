use std::path::PathBuf;

use apoyo_constructs::Architecture;

use crate::Checkout;

/// What is to be built, and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The sources.
    pub checkout: Checkout,
    /// What the functions run on: `functions.architecture` of the stack's configuration.
    pub architecture: Architecture,
    /// Folder that the results are written to; made when it is not there. A result of an earlier build is replaced.
    pub into: PathBuf,
}
