use apoyo_bucket::BucketError;
use apoyo_photo::{ErrorName, InvalidStepInput, InvalidThresholds, PhotoKey};
use lambda_runtime::Diagnostic;

use crate::LookFault;

/// Why a photo could not be judged. A photo that cannot be read is no error: its verdict is review.
#[derive(Debug, thiserror::Error)]
pub enum ClassifyError {
    /// The input has not the shape that the state machine gives it.
    #[error(transparent)]
    Input(#[from] InvalidStepInput),
    /// What a person asked for contradicts the model's own threshold.
    #[error("input field {0}")]
    Thresholds(#[from] InvalidThresholds),
    /// Another execution or a person took or replaced the photo after it was staged.
    #[error("photo {key} is no longer what was staged: {found}")]
    Moved {
        /// The photo.
        key: PhotoKey,
        /// What is there in its place.
        found: &'static str,
    },
    /// The photo bucket failed.
    #[error(transparent)]
    Bucket(#[from] BucketError),
    /// The network did not run.
    #[error("photo {key} was not looked at: {source}")]
    Look {
        /// The photo.
        key: PhotoKey,
        /// What failed.
        source: LookFault,
    },
    /// The thread that looked at the photo could not be waited for: the process is ending.
    #[error("photo {key} was not looked at: the process is ending")]
    Ending {
        /// The photo.
        key: PhotoKey,
    },
}

impl ClassifyError {
    /// The name under which the step fails.
    pub fn name(&self) -> ErrorName {
        match self {
            Self::Input(_) | Self::Thresholds(_) => ErrorName::InvalidInput,
            Self::Moved { .. } => ErrorName::NotFound,
            Self::Bucket(error) => error.name(),
            // No thread or no memory for it now: trying again may help, and after the retries the photo counts as failed.
            Self::Look { .. } | Self::Ending { .. } => ErrorName::Transient,
        }
    }
}

impl From<ClassifyError> for Diagnostic {
    fn from(error: ClassifyError) -> Self {
        Self { error_type: error.name().to_string(), error_message: error.to_string() }
    }
}
