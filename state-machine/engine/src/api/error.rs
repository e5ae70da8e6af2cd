use apoyo_asl::{Diagnostic, DiagnosticCode, Diagnostics, Location};

use crate::data_flow;
use crate::machine::{CompileError, UncompiledReason};
use crate::store::StoreError;

/// Why a call was refused; [`Error::name`] is AWS's name for it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The definition breaks the rules of the language.
    #[error("{}", .0.invalid_definition_message())]
    InvalidDefinition(Diagnostics),
    /// The definition cannot be made ready to run.
    #[error("{}", diagnostics(.0).invalid_definition_message())]
    Compile(#[from] CompileError),
    /// The name is not allowed.
    #[error("Invalid Name: '{name}'")]
    InvalidName {
        /// The name.
        name: String,
    },
    /// The input is not JSON, or too long.
    #[error("Invalid State Machine Execution Input: '{reason}'")]
    InvalidInput {
        /// What is wrong with it.
        reason: String,
    },
    /// There is no such machine.
    #[error("State Machine Does Not Exist: '{arn}'")]
    StateMachineDoesNotExist {
        /// The ARN.
        arn: String,
    },
    /// There is a machine of this name with another definition.
    #[error("State Machine Already Exists: '{arn}'")]
    StateMachineAlreadyExists {
        /// The ARN.
        arn: String,
    },
    /// There is no such execution, or it is a child of type EXPRESS.
    #[error("Execution Does Not Exist: '{arn}'")]
    ExecutionDoesNotExist {
        /// The ARN.
        arn: String,
    },
    /// There is an execution of this name with another input, or it has ended.
    #[error("Execution Already Exists: '{arn}'")]
    ExecutionAlreadyExists {
        /// The ARN.
        arn: String,
    },
    /// There is no such Map Run.
    #[error("Resource not found: '{arn}'")]
    ResourceNotFound {
        /// The ARN.
        arn: String,
    },
    /// What a task gave is not JSON, or too long.
    #[error("Invalid Output: {reason}")]
    InvalidOutput {
        /// What is wrong with it.
        reason: String,
    },
    /// The ARN is not of the kind that the call takes.
    #[error("Invalid Arn: 'Invalid ARN prefix: {arn}'")]
    InvalidArn {
        /// The ARN.
        arn: String,
    },
    /// There is no such activity.
    #[error("Activity Does Not Exist: '{arn}'")]
    ActivityDoesNotExist {
        /// The ARN.
        arn: String,
    },
    /// The task of a token has ended.
    #[error("Task Timed Out: 'Provided task does not exist anymore'")]
    TaskTimedOut,
    /// The page token or task token is not one of ours.
    #[error("Invalid Token: '{token}'")]
    InvalidToken {
        /// The token.
        token: String,
    },
    /// The history could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The engine was shut down.
    #[error("the engine was shut down")]
    ShutDown,
}

impl Error {
    /// What is wrong with a definition, where that is the error.
    pub fn diagnostics(&self) -> Option<Diagnostics> {
        match self {
            Self::InvalidDefinition(found) => Some(found.clone()),
            Self::Compile(error) => Some(diagnostics(error)),
            _ => None,
        }
    }

    /// AWS's name of the error.
    pub fn name(&self) -> &'static str {
        match self {
            Self::InvalidDefinition(_) | Self::Compile(_) => "InvalidDefinition",
            Self::InvalidName { .. } => "InvalidName",
            Self::InvalidInput { .. } => "InvalidExecutionInput",
            Self::StateMachineDoesNotExist { .. } => "StateMachineDoesNotExist",
            Self::StateMachineAlreadyExists { .. } => "StateMachineAlreadyExists",
            Self::ExecutionDoesNotExist { .. } => "ExecutionDoesNotExist",
            Self::ExecutionAlreadyExists { .. } => "ExecutionAlreadyExists",
            Self::ResourceNotFound { .. } => "ResourceNotFound",
            Self::InvalidOutput { .. } => "InvalidOutput",
            Self::InvalidArn { .. } => "InvalidArn",
            Self::ActivityDoesNotExist { .. } => "ActivityDoesNotExist",
            Self::TaskTimedOut => "TaskTimedOut",
            Self::InvalidToken { .. } => "InvalidToken",
            Self::Store(_) | Self::ShutDown => "InternalServerError",
        }
    }
}

/// An expression that cannot be compiled, in the form of the other faults of a definition. It is found state by state, so
/// the place is the state's name, as if it stood outermost.
fn diagnostics(error: &CompileError) -> Diagnostics {
    let code = match &error.reason {
        UncompiledReason::Jsonata(_) | UncompiledReason::JsonPath(data_flow::CompileError::Jsonata(_)) => {
            DiagnosticCode::InvalidJsonataExpression
        }
        UncompiledReason::JsonPath(_) | UncompiledReason::Path(_) => DiagnosticCode::SchemaValidationFailed,
    };
    let location = Some(Location::root().field("States").field(&error.state));
    let found = vec![Diagnostic { code, message: error.reason.to_string(), location }];
    Diagnostics::check(found).expect_err("there is one")
}
