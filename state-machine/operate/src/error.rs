use std::fmt;

use apoyo_bucket::{BucketError, with_causes};
use apoyo_cost::CostError;
use apoyo_list::{InvalidStateMachineArn, ListError};
use apoyo_photo::{ErrorName, InvalidExecutionName};
use apoyo_report::ReportError;
use aws_sdk_sfn::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use crate::{InvalidExecutionRef, InvalidInput};

/// Why an execution could not be operated.
#[derive(Debug, thiserror::Error)]
pub enum OperateError {
    /// A call of Step Functions failed.
    #[error("{operation} of {what}: {fault}")]
    Call {
        /// The operation, as AWS writes it.
        operation: &'static str,
        /// What it was asked of.
        what: String,
        /// What came back.
        fault: Fault,
    },
    /// No region is chosen.
    #[error("no region is chosen: set AWS_REGION, or AWS_PROFILE to a profile with a region")]
    NoRegion,
    /// There is nothing to sign requests with.
    #[error(
        "no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE; for the embedded cloud, the \
         line `export ...` that `apoyo up` prints has them: {why}"
    )]
    NoCredentials {
        /// What was tried.
        why: String,
    },
    /// No state machine has the name, or the ARN.
    #[error("state machine {wanted:?} does not exist there; {}", those(.existing))]
    NoMachine {
        /// What was asked for.
        wanted: String,
        /// Names of those that exist, some of them.
        existing: Vec<String>,
    },
    /// What names the state machine is no ARN.
    #[error(transparent)]
    Machine(#[from] InvalidStateMachineArn),
    /// The text names no execution.
    #[error(transparent)]
    Reference(#[from] InvalidExecutionRef),
    /// The execution is not there.
    #[error("execution {name:?} of state machine {machine} does not exist; `apoyo list` says which do")]
    NoExecution {
        /// Its name, or its ARN.
        name: String,
        /// Name of the state machine.
        machine: String,
    },
    /// The state machine has never run.
    #[error(
        "state machine {machine} has no execution yet, so there is no latest one; `apoyo start` starts one"
    )]
    NeverRan {
        /// Its name.
        machine: String,
    },
    /// The name is none that an execution can have.
    #[error(transparent)]
    Name(#[from] InvalidExecutionName),
    /// The name is an older execution's.
    #[error(
        "execution {name:?} exists, with another input or ended; a name is taken for 90 days: choose another one"
    )]
    NameTaken {
        /// The name.
        name: String,
    },
    /// The input cannot be used.
    #[error(transparent)]
    Input(#[from] InvalidInput),
    /// The execution has not ended.
    #[error("execution {name} is {status}: {action} only what has ended; `apoyo stop {name}` ends it")]
    NotEnded {
        /// Its name.
        name: String,
        /// Its status.
        status: String,
        /// What was asked for.
        action: &'static str,
    },
    /// The execution left no records.
    #[error(
        "execution {name} has no manifest at {key:?} of bucket {bucket}: it listed no photos, or another bucket is meant \
         (--bucket)"
    )]
    NoRecords {
        /// Its name.
        name: String,
        /// Where the manifest would be.
        key: String,
        /// Name of the bucket.
        bucket: String,
    },
    /// The photo bucket failed.
    #[error("bucket {bucket}: {source}")]
    Bucket {
        /// Name of the bucket.
        bucket: String,
        /// What failed.
        source: BucketError,
    },
    /// A report cannot be read.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// What waits cannot be listed, or the input breaks a rule.
    #[error(transparent)]
    List(#[from] ListError),
    /// What it costs cannot be counted.
    #[error(transparent)]
    Cost(#[from] CostError),
}

/// What came back from Step Functions in place of success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No answer: connection refused or lost, time-out.
    NoAnswer(String),
    /// Step Functions answered with an error.
    Answer {
        /// Its code.
        code: String,
        /// Its message.
        message: String,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAnswer(why) => write!(
                f,
                "no answer: {why}; is AWS_ENDPOINT_URL right, and for the embedded cloud, does `apoyo up` run?"
            ),
            Self::Answer { code, message } => write!(f, "{code}: {message}"),
        }
    }
}

impl OperateError {
    /// Whether the fault is in what was asked for: a name, an input, a reference.
    pub fn is_usage(&self) -> bool {
        match self {
            Self::Machine(_)
            | Self::Reference(_)
            | Self::Name(_)
            | Self::Input(_)
            | Self::NoRegion
            | Self::NoCredentials { .. } => true,
            Self::List(error) => error.name() == ErrorName::InvalidInput,
            _ => false,
        }
    }

    /// The error code of Step Functions' answer, where there is one.
    pub(crate) fn code(&self) -> Option<&str> {
        match self {
            Self::Call { fault: Fault::Answer { code, .. }, .. } => Some(code),
            _ => None,
        }
    }
}

/// What a failed call of Step Functions becomes.
pub(crate) fn call<E>(
    operation: &'static str,
    what: impl Into<String>,
) -> impl FnOnce(SdkError<E, HttpResponse>) -> OperateError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    move |error| {
        let fault = match &error {
            SdkError::ServiceError(answer) => Fault::Answer {
                code: answer.err().code().unwrap_or("UnknownError").to_owned(),
                message: answer.err().message().unwrap_or("no message").to_owned(),
            },
            _ => Fault::NoAnswer(with_causes(&error)),
        };
        OperateError::Call { operation, what: what.into(), fault }
    }
}

fn those(names: &[String]) -> String {
    match names {
        [] => "there is none at all".to_owned(),
        names => format!("there are: {}", names.join(", ")),
    }
}
