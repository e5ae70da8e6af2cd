use std::path::PathBuf;

use crate::ModelError;

/// Why a model cannot be trained or measured with a folder of photos.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// A file or folder cannot be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// Where.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The folder is not as training folders are.
    #[error("{}: {detail}", dir.display())]
    Folder {
        /// The training folder.
        dir: PathBuf,
        /// What is missing.
        detail: String,
    },
    /// A photo does not decode cleanly; a training folder holds only intact photos.
    #[error("{}: {reason}", path.display())]
    Photo {
        /// The photo.
        path: PathBuf,
        /// Why not.
        reason: apoyo_photo::Reason,
    },
    /// `sources.csv` is not a table with the columns `file` and `repository`.
    #[error("{}, line {line}: {detail}", path.display())]
    Sources {
        /// The table.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        detail: String,
    },
    /// The `truth.csv` of a folder of rendered scenes is no such table.
    #[error("{}, line {line}: {detail}", path.display())]
    Truth {
        /// The table.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        detail: String,
    },
    /// The features do not determine a head.
    #[error("the head cannot be fitted: {detail}")]
    Fit {
        /// Why.
        detail: String,
    },
    /// The model that gives the features fails.
    #[error(transparent)]
    Model(#[from] ModelError),
}
