use apoyo_bucket::BucketError;
use apoyo_photo::{ErrorName, InvalidPhotoKey, InvalidStepInput, PhotoKey};
use lambda_runtime::Diagnostic;

/// Why a photo could not be discarded.
#[derive(Debug, thiserror::Error)]
pub enum DeleteError {
    /// The input has not the shape that the state machine gives it.
    #[error(transparent)]
    Input(#[from] InvalidStepInput),
    /// The photo is none that may be discarded.
    #[error(
        "photo {key} may not be discarded: {why}; only verdict discard with a score below discardBelow may"
    )]
    Refused {
        /// The photo.
        key: PhotoKey,
        /// What forbids it.
        why: String,
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

impl DeleteError {
    /// The name under which the step fails.
    pub fn name(&self) -> ErrorName {
        match self {
            Self::Input(_) | Self::Refused { .. } | Self::Name { .. } => ErrorName::InvalidInput,
            Self::Bucket(error) => error.name(),
        }
    }
}

impl From<DeleteError> for Diagnostic {
    fn from(error: DeleteError) -> Self {
        Self { error_type: error.name().to_string(), error_message: error.to_string() }
    }
}
