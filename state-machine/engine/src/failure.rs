use serde::{Deserialize, Serialize};

/// Why a task, state or execution failed: what `ErrorEquals` matches, and a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Failure {
    /// Error name; absent where a `Fail` state gives none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub error: Option<String>,
    /// Explanation; for a Lambda function its error document as JSON text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cause: Option<String>,
}

impl Failure {
    /// An error name and its cause.
    pub fn new(error: impl Into<String>, cause: impl Into<String>) -> Self {
        Self { error: Some(error.into()), cause: Some(cause.into()) }
    }

    /// An error name alone.
    pub fn named(error: impl Into<String>) -> Self {
        Self { error: Some(error.into()), cause: None }
    }

    /// The error name, empty where there is none.
    pub fn name(&self) -> &str {
        self.error.as_deref().unwrap_or_default()
    }

    /// Whether one entry of `ErrorEquals` matches this failure.
    ///
    /// `States.ALL` and `States.TaskFailed` never match `States.Runtime`, which ends an execution in any case, and
    /// `States.TaskFailed` no time-out. `States.Timeout` matches a missed heartbeat too. Source:
    /// <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html>, but for
    /// `States.DataLimitExceeded`: that page calls it terminal, while the service lets `States.ALL` catch a task's
    /// result that is too large (recorded).
    pub fn is_matched_by(&self, error_equals: &str) -> bool {
        let name = self.name();
        match error_equals {
            _ if error_equals == name => true,
            error_name::ALL => !error_name::TERMINAL.contains(&name),
            error_name::TASK_FAILED => !error_name::TERMINAL.contains(&name) && !is_timeout(name),
            error_name::TIMEOUT => name == error_name::HEARTBEAT_TIMEOUT,
            _ => false,
        }
    }
}

fn is_timeout(name: &str) -> bool {
    name == error_name::TIMEOUT || name == error_name::HEARTBEAT_TIMEOUT
}

/// The error names that the service itself uses.
pub mod error_name {
    /// Wildcard.
    pub const ALL: &str = "States.ALL";
    /// A payload is over its limit.
    pub const DATA_LIMIT_EXCEEDED: &str = "States.DataLimitExceeded";
    /// A Map Run had more failed items than it tolerates.
    pub const EXCEED_TOLERATED_FAILURE_THRESHOLD: &str = "States.ExceedToleratedFailureThreshold";
    /// A task did not report in time.
    pub const HEARTBEAT_TIMEOUT: &str = "States.HeartbeatTimeout";
    /// An intrinsic function failed.
    pub const INTRINSIC_FAILURE: &str = "States.IntrinsicFailure";
    /// A Map Run could not read its items.
    pub const ITEM_READER_FAILED: &str = "States.ItemReaderFailed";
    /// A `Choice` state without a matching rule and without a default.
    pub const NO_CHOICE_MATCHED: &str = "States.NoChoiceMatched";
    /// The execution's role may not do what the state asks.
    pub const PERMISSIONS: &str = "States.Permissions";
    /// A `JSONata` expression failed.
    pub const QUERY_EVALUATION_ERROR: &str = "States.QueryEvaluationError";
    /// A result cannot go where `ResultPath` wants it.
    pub const RESULT_PATH_MATCH_FAILURE: &str = "States.ResultPathMatchFailure";
    /// A Map Run could not write its results.
    pub const RESULT_WRITER_FAILED: &str = "States.ResultWriterFailed";
    /// The definition cannot be executed with this data; cannot be caught by a wildcard.
    pub const RUNTIME: &str = "States.Runtime";
    /// A task failed; as a matcher, any failure of a task but a time-out.
    pub const TASK_FAILED: &str = "States.TaskFailed";
    /// A task or execution took too long.
    pub const TIMEOUT: &str = "States.Timeout";

    /// Names that no wildcard matches.
    pub const TERMINAL: [&str; 1] = [RUNTIME];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_matched_as_the_service_documents() {
        let table = [
            ("Apoyo.Transient", "Apoyo.Transient", true),
            ("Apoyo.Transient", "Apoyo.Internal", false),
            ("Apoyo.Transient", "States.TaskFailed", true),
            ("Apoyo.Transient", "States.ALL", true),
            ("States.Timeout", "States.TaskFailed", false),
            ("States.Timeout", "States.ALL", true),
            ("States.HeartbeatTimeout", "States.Timeout", true),
            ("States.HeartbeatTimeout", "States.TaskFailed", false),
            ("States.DataLimitExceeded", "States.ALL", true),
            ("States.DataLimitExceeded", "States.DataLimitExceeded", true),
            ("States.Runtime", "States.ALL", false),
            ("States.Runtime", "States.TaskFailed", false),
            ("States.QueryEvaluationError", "States.ALL", true),
        ];
        for (error, equals, matched) in table {
            assert_eq!(Failure::named(error).is_matched_by(equals), matched, "{error} by {equals}");
        }
    }
}
