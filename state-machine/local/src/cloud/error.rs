use std::io;
use std::path::PathBuf;

use apoyo_engine::StoreError;

use crate::ApiError;
use crate::s3::OpenError;

/// Why the embedded cloud could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum CloudError {
    /// The data folder's S3 could not be opened.
    #[error(transparent)]
    S3(#[from] OpenError),
    /// The executions could not be read.
    #[error(transparent)]
    Executions(#[from] StoreError),
    /// What is kept of state machines could not be read.
    #[error("{}: {source}", path.display())]
    Registry {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A state machine or execution that was kept cannot be taken over.
    #[error("{0}")]
    TakenOver(ApiError),
}
