use apoyo_bucket::BucketError;
use apoyo_classify::ClassifyError;
use apoyo_photo::{ErrorName, WorkerExit};

/// Why an attempt at a shard ended before every photo had its line.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The photo bucket failed.
    #[error(transparent)]
    Bucket(#[from] BucketError),
    /// A file that says what was staged is not there.
    #[error("{key:?} is not in the bucket, it must say which photos were staged")]
    Missing {
        /// Its key.
        key: String,
    },
    /// The manifest of what was staged has not the shape that a `ResultWriter` gives it.
    #[error("{key:?}: {source}")]
    Manifest {
        /// Its key.
        key: String,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
    /// A file of what was staged is not as long as the manifest says: it was cut, or changed since.
    #[error("{key:?} has {found} bytes, the manifest says {wanted}")]
    Size {
        /// Its key.
        key: String,
        /// Bytes found.
        found: u64,
        /// Bytes it must have.
        wanted: u64,
    },
    /// What a photo failed with fails them all.
    #[error("{failed} photos failed and none was judged, the last one with: {last}")]
    AllFailed {
        /// How many.
        failed: u64,
        /// What the last one failed with.
        last: Box<ClassifyError>,
    },
    /// So many photos in a row failed, each after its retries, that it is S3 or the network and not the photos.
    #[error("{failed} photos failed in a row, the last one with: {last}")]
    Down {
        /// How many.
        failed: u64,
        /// What the last one failed with.
        last: Box<ClassifyError>,
    },
    /// The job's input is wrong, whatever the photo.
    #[error(transparent)]
    Input(Box<ClassifyError>),
}

impl WorkerError {
    /// The name of what failed.
    pub fn name(&self) -> ErrorName {
        match self {
            Self::Bucket(error) => error.name(),
            Self::Missing { .. } => ErrorName::NotFound,
            Self::Manifest { .. } | Self::Size { .. } => ErrorName::InvalidInput,
            Self::AllFailed { last, .. } | Self::Down { last, .. } | Self::Input(last) => last.name(),
        }
    }

    /// How the worker ends with this error.
    pub fn exit(&self) -> WorkerExit {
        if self.name().may_pass() { WorkerExit::Transient } else { WorkerExit::Failed }
    }
}
