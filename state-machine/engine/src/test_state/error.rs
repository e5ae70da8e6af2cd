use apoyo_asl::Diagnostics;

/// Why a state is not tested; [`TestStateError::name`] is AWS's name for it, its text AWS's message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TestStateError {
    /// The request breaks a rule of the API.
    #[error("{0}")]
    Validation(String),
    /// The definition breaks a rule of the language, or the kind of state cannot be tested like this.
    #[error("{0}")]
    InvalidDefinition(String),
    /// The input is not JSON.
    #[error("Invalid State Machine Execution Input: '{0}'")]
    InvalidExecutionInput(String),
    /// The role is not named by an ARN.
    #[error("Invalid Arn: 'Invalid ARN prefix: {0}'")]
    InvalidArn(String),
    /// A fault of the engine.
    #[error("{0}")]
    Internal(String),
}

impl TestStateError {
    /// AWS's name of the error.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Validation(_) => "ValidationException",
            Self::InvalidDefinition(_) => "InvalidDefinition",
            Self::InvalidExecutionInput(_) => "InvalidExecutionInput",
            Self::InvalidArn(_) => "InvalidArn",
            Self::Internal(_) => "InternalServerError",
        }
    }

    pub(super) fn validation(message: impl Into<String>) -> Self {
        Self::Validation(message.into())
    }
}

impl From<Diagnostics> for TestStateError {
    fn from(found: Diagnostics) -> Self {
        Self::InvalidDefinition(found.invalid_definition_message())
    }
}
