use apoyo_asl::Diagnostics;

use crate::store::StoreError;

/// Why a call was refused; [`Error::name`] is AWS's name for it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The definition breaks the rules of the language, or an expression in it cannot be read.
    #[error("{}", .0.invalid_definition_message())]
    InvalidDefinition(Diagnostics),
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
    /// The execution cannot be redriven.
    #[error("{reason}")]
    ExecutionNotRedrivable {
        /// The ARN.
        arn: String,
        /// Why not.
        reason: String,
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
            _ => None,
        }
    }

    /// AWS's name of the error.
    pub fn name(&self) -> &'static str {
        match self {
            Self::InvalidDefinition(_) => "InvalidDefinition",
            Self::InvalidName { .. } => "InvalidName",
            Self::InvalidInput { .. } => "InvalidExecutionInput",
            Self::StateMachineDoesNotExist { .. } => "StateMachineDoesNotExist",
            Self::StateMachineAlreadyExists { .. } => "StateMachineAlreadyExists",
            Self::ExecutionDoesNotExist { .. } => "ExecutionDoesNotExist",
            Self::ExecutionAlreadyExists { .. } => "ExecutionAlreadyExists",
            Self::ExecutionNotRedrivable { .. } => "ExecutionNotRedrivable",
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
