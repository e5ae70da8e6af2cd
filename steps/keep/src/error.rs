use apoyo_bucket::BucketError;
use apoyo_photo::{ErrorName, InvalidPhotoKey, InvalidStepInput, PhotoKey};
use lambda_runtime::Diagnostic;

/// Why a photo could not be put into the kept or the review folder.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The input has not the shape that the state machine gives it.
    #[error(transparent)]
    Input(#[from] InvalidStepInput),
    /// The verdict is another step's.
    #[error("photo {key} has the verdict discard, this step takes keep and review")]
    NotMine {
        /// The photo.
        key: PhotoKey,
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
    /// The photo bucket failed.
    #[error(transparent)]
    Bucket(#[from] BucketError),
}

impl KeepError {
    /// The name under which the step fails.
    pub fn name(&self) -> ErrorName {
        match self {
            Self::Input(_) | Self::NotMine { .. } | Self::Name { .. } => ErrorName::InvalidInput,
            Self::Bucket(error) => error.name(),
        }
    }
}

impl From<KeepError> for Diagnostic {
    fn from(error: KeepError) -> Self {
        Self { error_type: error.name().to_string(), error_message: error.to_string() }
    }
}
