use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::time::Duration;

use bytes::Bytes;
use serde_json::json;

use crate::RESPONSE_PAYLOAD_LIMIT_BYTES;
use crate::event::RequestId;

/// How an invocation ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// What the function made of the event; JSON, if the function keeps to it.
    Result(Bytes),
    /// An error document: `errorType`, `errorMessage` and whatever else the function says.
    Error(Bytes),
}

/// Names that Lambda gives to errors of its own.
pub(crate) mod error_type {
    pub(crate) const EXIT: &str = "Runtime.ExitError";
    pub(crate) const INVALID_ENTRYPOINT: &str = "Runtime.InvalidEntrypoint";
    pub(crate) const OUT_OF_MEMORY: &str = "Runtime.OutOfMemory";
    pub(crate) const RESPONSE_TOO_LARGE: &str = "Function.ResponseSizeTooLarge";
    pub(crate) const TIMED_OUT: &str = "Sandbox.Timedout";
}

/// Signals by number, as Lambda spells them.
const SIGNALS: [(i32, &str); 8] = [
    (4, "illegal instruction"),
    (6, "aborted"),
    (7, "bus error"),
    (8, "floating point exception"),
    (9, "killed"),
    (11, "segmentation fault"),
    (13, "broken pipe"),
    (15, "terminated"),
];

impl Answer {
    /// An error document of these two.
    pub(crate) fn error(error_type: &str, message: &str) -> Self {
        Self::Error(json!({"errorType": error_type, "errorMessage": message}).to_string().into())
    }

    /// The process ended before it answered.
    pub(crate) fn exited(id: &RequestId, status: ExitStatus) -> Self {
        Self::error(error_type::EXIT, &format!("RequestId: {id} Error: {}", exit_words(status)))
    }

    /// The process took too much memory, and was killed. Lambda names this in the log, and in the document as any exit.
    pub(crate) fn out_of_memory(id: &RequestId) -> Self {
        let words = "Runtime exited with error: signal: killed";
        Self::error(error_type::EXIT, &format!("RequestId: {id} Error: {words}"))
    }

    /// The process took too long, and was killed.
    pub(crate) fn timed_out(id: &RequestId, timeout: Duration) -> Self {
        let message = format!("RequestId: {id} Error: Task timed out after {}.00 seconds", timeout.as_secs());
        Self::error(error_type::TIMED_OUT, &message)
    }

    /// The process could not be started.
    pub(crate) fn not_started(id: &RequestId, path: &std::path::Path, error: &std::io::Error) -> Self {
        let message = format!("RequestId: {id} Error: fork/exec {}: {error}", path.display());
        Self::error(error_type::INVALID_ENTRYPOINT, &message)
    }

    /// The result is longer than what is allowed.
    pub(crate) fn too_large() -> Self {
        let limit = RESPONSE_PAYLOAD_LIMIT_BYTES;
        let message = format!("Response payload size exceeded maximum allowed payload size ({limit} bytes).");
        Self::error(error_type::RESPONSE_TOO_LARGE, &message)
    }

    /// What is sent back, of either kind.
    pub fn payload(&self) -> &Bytes {
        let (Self::Result(payload) | Self::Error(payload)) = self;
        payload
    }

    /// Whether it is an error.
    pub const fn is_error(&self) -> bool {
        matches!(self, Self::Error(_))
    }
}

/// How a process ended, in Lambda's words.
pub(crate) fn exit_words(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(0), _) => "Runtime exited without providing a reason".to_owned(),
        (Some(code), _) => format!("Runtime exited with error: exit status {code}"),
        (None, Some(signal)) => match SIGNALS.iter().find(|(number, _)| *number == signal) {
            Some((_, name)) => format!("Runtime exited with error: signal: {name}"),
            None => format!("Runtime exited with error: signal: signal {signal}"),
        },
        (None, None) => "Runtime exited with error".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_told_in_lambdas_words() {
        let table = [
            (ExitStatus::from_raw(0), "Runtime exited without providing a reason"),
            (ExitStatus::from_raw(101 << 8), "Runtime exited with error: exit status 101"),
            (ExitStatus::from_raw(9), "Runtime exited with error: signal: killed"),
            (ExitStatus::from_raw(11), "Runtime exited with error: signal: segmentation fault"),
            (ExitStatus::from_raw(42), "Runtime exited with error: signal: signal 42"),
        ];
        for (status, words) in table {
            assert_eq!(exit_words(status), words);
        }
    }

    #[test]
    fn a_time_limit_is_told_in_seconds_with_two_digits() {
        let id = RequestId::new();
        let answer = Answer::timed_out(&id, Duration::from_secs(3));
        let document: serde_json::Value = serde_json::from_slice(answer.payload()).unwrap();
        let message = format!("RequestId: {id} Error: Task timed out after 3.00 seconds");
        assert_eq!(document, json!({"errorType": "Sandbox.Timedout", "errorMessage": message}));
        assert!(answer.is_error());
    }
}
