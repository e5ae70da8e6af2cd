use std::fmt;
use std::str::FromStr;

/// One name in `ErrorEquals`: an error name, or one of the two that stand for many.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ErrorEquals(Box<str>);

/// Why a text cannot stand in `ErrorEquals`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("error name is empty, at least 1 character is needed")]
pub struct InvalidErrorEquals;

impl ErrorEquals {
    /// Matches every error name, save those that nothing may catch (`States.DataLimitExceeded`, `States.Runtime`).
    pub const ALL: &str = "States.ALL";
    /// Matches every error name but `States.Timeout`.
    pub const TASK_FAILED: &str = "States.TaskFailed";
    /// The time-out of a task or of its heartbeat.
    pub const TIMEOUT: &str = "States.Timeout";
    /// Every reserved name, which begin with `States.`.
    pub const RESERVED: [&str; 16] = [
        Self::ALL,
        "States.BranchFailed",
        "States.DataLimitExceeded",
        "States.ExceedToleratedFailureThreshold",
        "States.HeartbeatTimeout",
        "States.Http.Socket",
        "States.IntrinsicFailure",
        "States.ItemReaderFailed",
        "States.NoChoiceMatched",
        "States.ParameterPathFailure",
        "States.Permissions",
        "States.QueryEvaluationError",
        "States.ResultPathMatchFailure",
        "States.ResultWriterFailed",
        Self::TASK_FAILED,
        Self::TIMEOUT,
    ];

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is `States.ALL`, which must stand alone in the last retrier or catcher.
    pub fn is_all(&self) -> bool {
        &*self.0 == Self::ALL
    }
}

impl FromStr for ErrorEquals {
    type Err = InvalidErrorEquals;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() { Err(InvalidErrorEquals) } else { Ok(Self(text.into())) }
    }
}

impl fmt::Display for ErrorEquals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
