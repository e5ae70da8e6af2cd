use apoyo_bucket::BucketError;
use apoyo_photo::{ErrorName, InvalidStartInput, InvalidStepInput, PhotoKey};
use lambda_runtime::Diagnostic;

use crate::UnknownWhetherRunning;

/// Why an execution cannot be planned.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The step's input has not the shape that the state machine gives it.
    #[error(transparent)]
    Step(#[from] InvalidStepInput),
    /// The execution's input breaks a rule.
    #[error(transparent)]
    Start(#[from] InvalidStartInput),
    /// A key that does not wait.
    #[error(
        "input field keys: {key:?} lies outside {waiting:?}, only photos that wait there can be asked for"
    )]
    Outside {
        /// The key.
        key: PhotoKey,
        /// Name of the waiting folder.
        waiting: String,
    },
    /// A folder that cannot be one.
    #[error("input field folder: {folder:?} must be a path inside the waiting folder, such as \"línea 4/\"")]
    Folder {
        /// The value found.
        folder: String,
    },
    /// A lane that is not there.
    #[error("input field lane: `batch` is not deployed here, allowed are `auto` and `lambda`")]
    NoBatchLane,
    /// The photo bucket failed.
    #[error(transparent)]
    Bucket(#[from] BucketError),
    /// Step Functions did not say which executions run.
    #[error(transparent)]
    Running(#[from] UnknownWhetherRunning),
}

impl ListError {
    /// The name under which the step fails.
    pub fn name(&self) -> ErrorName {
        match self {
            Self::Step(_)
            | Self::Start(_)
            | Self::Outside { .. }
            | Self::Folder { .. }
            | Self::NoBatchLane => ErrorName::InvalidInput,
            Self::Bucket(error) => error.name(),
            Self::Running(error) => error.name(),
        }
    }
}

impl From<ListError> for Diagnostic {
    fn from(error: ListError) -> Self {
        Self { error_type: error.name().to_string(), error_message: error.to_string() }
    }
}
