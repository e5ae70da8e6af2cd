use std::sync::Arc;

use serde_json::Value;

use super::TestStateError;
use super::request::{MockErrorOutput, MockInput};
use crate::failure::Failure;
use crate::payload::Payload;

/// What a mock says that the state's work gave.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    /// A result, with its text.
    Result(Payload, String),
    /// A failure.
    Failure(Failure),
}

impl Answer {
    /// Reads a mock.
    ///
    /// # Errors
    /// When it is not exactly one of result and error, or the result is not JSON.
    pub(super) fn of(mock: &MockInput) -> Result<Self, TestStateError> {
        match (&mock.result, &mock.error_output) {
            (Some(text), None) => match serde_json::from_str::<Value>(text) {
                Ok(value) => Ok(Self::Result(Arc::new(value), text.clone())),
                Err(_) => Err(TestStateError::validation("Mocked result must be valid JSON")),
            },
            (None, Some(output)) => failure(output).map(Self::Failure),
            _ => Err(TestStateError::validation(
                "A test mock should have only one of the following fields: [result, errorOutput].",
            )),
        }
    }

    /// As what a task or the parts of a state gave.
    pub(super) fn to_result(&self) -> Result<Payload, Failure> {
        match self {
            Self::Result(result, _) => Ok(Arc::clone(result)),
            Self::Failure(failure) => Err(failure.clone()),
        }
    }
}

fn failure(output: &MockErrorOutput) -> Result<Failure, TestStateError> {
    match &output.error {
        Some(error) => Ok(Failure { error: Some(error.clone()), cause: output.cause.clone() }),
        None => Err(TestStateError::validation("The error field is required when errorOutput is specified.")),
    }
}
