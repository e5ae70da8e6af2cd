use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a job is.
///
/// ```text
/// SUBMITTED -> PENDING (waits for other jobs, or for its children) -> RUNNABLE -> STARTING -> RUNNING -> SUCCEEDED
///                                                                        ^  (another attempt)  |    `-> FAILED
///                                                                        `---------------------'
/// ```
/// Source: <https://docs.aws.amazon.com/batch/latest/userguide/job_states.html>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum JobStatus {
    /// It was accepted.
    Submitted,
    /// It waits for jobs that it depends on; an array, for its children.
    Pending,
    /// It waits for vCPUs.
    Runnable,
    /// Its process is being started.
    Starting,
    /// Its process runs.
    Running,
    /// It ended well.
    Succeeded,
    /// It ended otherwise.
    Failed,
}

impl JobStatus {
    /// All of them, in the order of a job's life.
    pub const ALL: [Self; 7] = [
        Self::Submitted,
        Self::Pending,
        Self::Runnable,
        Self::Starting,
        Self::Running,
        Self::Succeeded,
        Self::Failed,
    ];

    /// As AWS writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Submitted => "SUBMITTED",
            Self::Pending => "PENDING",
            Self::Runnable => "RUNNABLE",
            Self::Starting => "STARTING",
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
        }
    }

    /// Whether nothing follows.
    pub const fn is_end(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed)
    }

    /// Whether a process is there or on its way.
    pub const fn has_process(self) -> bool {
        matches!(self, Self::Starting | Self::Running)
    }
}

impl fmt::Display for JobStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
