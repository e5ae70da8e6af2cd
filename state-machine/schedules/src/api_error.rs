/// Why a call was refused, in Scheduler's names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct ApiError {
    /// AWS's name of the error, such as `ResourceNotFoundException`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// Status of HTTP, as the API model gives it.
    pub status: u16,
}

impl ApiError {
    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self { code: "ValidationException", message: message.into(), status: 400 }
    }

    /// A member that breaks its rule.
    pub(crate) fn member(path: &str, value: &str, constraint: &str) -> Self {
        Self::validation(format!(
            "1 validation error detected: Value '{value}' at '{path}' failed to satisfy constraint: {constraint}"
        ))
    }

    /// A member that must be there.
    pub(crate) fn missing(path: &str) -> Self {
        Self::validation(format!(
            "1 validation error detected: Value null at '{path}' failed to satisfy constraint: Member must not be null"
        ))
    }

    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self { code: "ConflictException", message: message.into(), status: 409 }
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self { code: "ResourceNotFoundException", message: message.into(), status: 404 }
    }

    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self { code: "InternalServerException", message: message.into(), status: 500 }
    }
}
