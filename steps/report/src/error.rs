use apoyo_bucket::BucketError;
use apoyo_photo::{ErrorName, InvalidStepInput};
use lambda_runtime::Diagnostic;

/// Why no report could be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The input has not the shape that the state machine gives it.
    #[error(transparent)]
    Input(#[from] InvalidStepInput),
    /// The manifest that the plan names is not there.
    #[error("manifest {key:?} is not in the bucket")]
    NoManifest {
        /// Its key.
        key: String,
    },
    /// A file of results cannot be read.
    #[error("results {key:?}: {source}")]
    Results {
        /// Its key.
        key: String,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
    /// A file that a map run's manifest names is not there, or is cut short.
    #[error("results {key:?}: {found}")]
    Incomplete {
        /// Its key.
        key: String,
        /// What is wrong with it.
        found: &'static str,
    },
    /// The photo bucket failed.
    #[error(transparent)]
    Bucket(#[from] BucketError),
}

impl ReportError {
    /// The name under which the step fails.
    pub fn name(&self) -> ErrorName {
        match self {
            Self::Input(_) | Self::Results { .. } => ErrorName::InvalidInput,
            Self::NoManifest { .. } | Self::Incomplete { .. } => ErrorName::NotFound,
            Self::Bucket(error) => error.name(),
        }
    }
}

impl From<ReportError> for Diagnostic {
    fn from(error: ReportError) -> Self {
        Self { error_type: error.name().to_string(), error_message: error.to_string() }
    }
}
