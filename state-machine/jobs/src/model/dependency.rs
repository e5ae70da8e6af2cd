use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::JobKey;

/// What a job waits for.
///
/// Source: <https://docs.aws.amazon.com/batch/latest/userguide/job_dependencies.html>.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Dependency {
    /// The whole of another job.
    Job(JobKey),
    /// Each child waits for the child of the same index of another array of the same size.
    NToN(JobKey),
    /// Each child waits for the child before it.
    Sequential,
}

impl Dependency {
    /// The other job; none where an array waits for itself.
    pub(crate) fn on(&self) -> Option<&JobKey> {
        match self {
            Self::Job(key) | Self::NToN(key) => Some(key),
            Self::Sequential => None,
        }
    }

    /// As Batch shows it.
    pub(crate) fn shown(&self) -> Value {
        match self {
            Self::Job(key) => json!({"jobId": key.to_string()}),
            Self::NToN(key) => json!({"jobId": key.to_string(), "type": "N_TO_N"}),
            Self::Sequential => json!({"type": "SEQUENTIAL"}),
        }
    }
}
