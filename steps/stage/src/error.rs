use apoyo_bucket::BucketError;
use apoyo_photo::{ErrorName, InvalidPhotoKey, InvalidStepInput, PhotoKey};
use lambda_runtime::Diagnostic;

/// Why a photo could not be claimed.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// The input has not the shape that the state machine gives it.
    #[error(transparent)]
    Input(#[from] InvalidStepInput),
    /// The photo bucket failed.
    #[error(transparent)]
    Bucket(#[from] BucketError),
    /// The photo lies in a folder that no execution takes photos from.
    #[error("photo {key} lies outside {waiting:?} and {in_work:?}, only photos of these folders are claimed")]
    Outside {
        /// The photo.
        key: PhotoKey,
        /// Name of the waiting folder.
        waiting: String,
        /// Name of the in-work folder.
        in_work: String,
    },
    /// The folder's name makes the key longer than S3 allows.
    #[error("photo {key} cannot be moved: {source}")]
    Name {
        /// The photo.
        key: PhotoKey,
        /// What is wrong with the new key.
        #[source]
        source: InvalidPhotoKey,
    },
}

impl StageError {
    /// The name under which the step fails.
    pub fn name(&self) -> ErrorName {
        match self {
            Self::Bucket(error) => error.name(),
            Self::Input(_) | Self::Outside { .. } | Self::Name { .. } => ErrorName::InvalidInput,
        }
    }
}

impl From<StageError> for Diagnostic {
    fn from(error: StageError) -> Self {
        Self { error_type: error.name().to_string(), error_message: error.to_string() }
    }
}
