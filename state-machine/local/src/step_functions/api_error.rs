use apoyo_engine::Error;

/// Why a call was refused, in AWS's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct ApiError {
    /// AWS's name of the error, such as `StateMachineDoesNotExist`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// Status of HTTP.
    pub status: u16,
    /// Which kind of `ValidationException`, for those that have one.
    pub reason: Option<&'static str>,
}

impl ApiError {
    /// An error of this name; its status is the documented one.
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), status: status_of(code), reason: None }
    }

    /// A request that breaks a rule.
    pub(super) fn validation(message: impl Into<String>) -> Self {
        Self::new("ValidationException", message)
    }

    /// A request that breaks a rule of this kind.
    pub(super) fn because(reason: &'static str, message: impl Into<String>) -> Self {
        Self { reason: Some(reason), ..Self::validation(message) }
    }

    pub(super) fn resource_not_found(arn: &str) -> Self {
        Self::new("ResourceNotFound", format!("Resource not found: '{arn}'"))
    }

    pub(super) fn no_state_machine(arn: &str) -> Self {
        Self::new("StateMachineDoesNotExist", format!("State Machine Does Not Exist: '{arn}'"))
    }

    pub(super) fn no_execution(arn: &str) -> Self {
        Self::new("ExecutionDoesNotExist", format!("Execution Does Not Exist: '{arn}'"))
    }

    pub(super) fn no_activity(arn: &str) -> Self {
        Self::new("ActivityDoesNotExist", format!("Activity Does Not Exist: '{arn}'"))
    }

    pub(super) fn type_not_supported() -> Self {
        Self::new(
            "StateMachineTypeNotSupported",
            "This operation is not supported by this type of state machine",
        )
    }

    pub(super) fn invalid_token() -> Self {
        Self::new("InvalidToken", "Invalid Token: 'Invalid token'")
    }
}

/// Source: the documentation of each error in the API model; those without a word of it are 400.
fn status_of(code: &str) -> u16 {
    match code {
        "ConflictException" => 409,
        "ServiceQuotaExceededException" => 402,
        "InternalServerError" => 500,
        "ServiceUnavailable" => 503,
        _ => 400,
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self::new(error.name(), error.to_string())
    }
}
