use crate::decide::Refusal;

use super::OPERATIONS;

/// What Batch answers in place of a reply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct ApiFault {
    /// `ClientException` or `ServerException`.
    pub code: &'static str,
    /// Status of HTTP.
    pub status: u16,
    /// What is wrong.
    pub message: String,
}

/// The refusal of an operation that is not here.
pub(crate) fn absent(name: &str) -> Refusal {
    Refusal::plain(format!(
        "operation {name:?} is not here: the embedded Batch has {}",
        OPERATIONS.join(", ")
    ))
}
