use std::error::Error;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use apoyo_stack::StackName;

/// Why a deployment, or a look at one, failed.
#[derive(Debug, thiserror::Error)]
pub enum DeployError {
    /// A call of AWS failed.
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
    /// The stack is not there.
    #[error("stack {} does not exist in this account and region; `apoyo infra deploy` makes it", .0.as_str())]
    NoStack(StackName),
    /// The stack is told of no more while an operation on it is followed.
    #[error("stack {stack} vanished while it was worked on")]
    Vanished {
        /// Its ARN.
        stack: String,
    },
    /// Another operation works on the stack.
    #[error(
        "stack {name} is in {status}: another operation works on it; wait for its end \
         (aws cloudformation describe-stack-events --stack-name {name})",
        name = stack.as_str()
    )]
    Busy {
        /// The stack.
        stack: StackName,
        /// Its status.
        status: String,
    },
    /// The stack is in a state that no change set leads out of.
    #[error("stack {} is in {status}: {cure}", stack.as_str())]
    Stuck {
        /// The stack.
        stack: StackName,
        /// Its status.
        status: String,
        /// What leads out of it.
        cure: &'static str,
    },
    /// CloudFormation could not make a change set.
    #[error("CloudFormation refuses the changes: {reason}")]
    Refused {
        /// In its own words.
        reason: String,
    },
    /// CloudFormation takes longer than makes sense.
    #[error("the change set is still in {status} after {minutes} minutes; it is left as it is")]
    Slow {
        /// Status of the change set.
        status: String,
        /// How long was waited.
        minutes: u64,
    },
    /// A bucket that was named is not there.
    #[error("artifact bucket {bucket} does not exist; leave --artifact-bucket out to have one made")]
    NoBucket {
        /// Its name.
        bucket: String,
    },
    /// A bucket belongs to somebody else, or is not open to these credentials.
    #[error(
        "artifact bucket {bucket} is not open to these credentials, or belongs to another account; \
         name another one with --artifact-bucket"
    )]
    ForeignBucket {
        /// Its name.
        bucket: String,
    },
    /// A parameter of the template has no value.
    #[error("parameter {name} of the template has no value: {cure}")]
    NoValue {
        /// Its name.
        name: String,
        /// What gives it one.
        cure: &'static str,
    },
    /// The photos of a bucket could not be looked for.
    #[error(transparent)]
    Bucket(#[from] apoyo_bucket::BucketError),
    /// The deployed template is not one of ours.
    #[error("the deployed template cannot be read, so it is not one that apoyo wrote: {0}")]
    ForeignTemplate(String),
}

/// What came back in place of success.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// AWS answered with an error.
    #[error("{}", told(*status, code, message))]
    Answer {
        /// HTTP status.
        status: u16,
        /// AWS's error code; empty for HEAD, whose answers have no body.
        code: String,
        /// AWS's message.
        message: String,
    },
    /// There are no credentials, or they cannot be had.
    #[error(
        "no credentials for AWS ({why}): set AWS_PROFILE (after `aws configure` or `aws sso login`), or \
         AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    )]
    NoCredentials {
        /// What each source of credentials said.
        why: String,
    },
    /// No answer, or not the whole of it. The call may have had its effect.
    #[error("no answer: {0}")]
    NoAnswer(String),
}

/// Codes with which AWS asks for a slower pace; S3 and CloudFormation have different ones.
const THROTTLES: [&str; 6] = [
    "Throttling",
    "ThrottlingException",
    "RequestLimitExceeded",
    "TooManyRequestsException",
    "SlowDown",
    "ServiceUnavailable",
];

impl Fault {
    /// Whether asking again a little later is likely to help.
    pub fn passes(&self) -> bool {
        match self {
            Self::Answer { status, code, .. } => THROTTLES.contains(&code.as_str()) || *status >= 500,
            Self::NoAnswer(_) => true,
            Self::NoCredentials { .. } => false,
        }
    }

    /// Whether it is an answer with this HTTP status, or this error code.
    pub(crate) fn says(&self, wanted: u16, word: &str) -> bool {
        matches!(self, Self::Answer { status, code, .. } if *status == wanted || code == word)
    }

    /// Whether `CloudFormation` says that there is no stack of this name: it has no code of its own for that.
    pub(crate) fn is_missing_stack(&self) -> bool {
        matches!(self, Self::Answer { code, message, .. }
            if code == "ValidationError" && message.contains("does not exist"))
    }
}

impl DeployError {
    /// What AWS answered, where AWS was asked.
    pub fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Call { fault, .. } => Some(fault),
            _ => None,
        }
    }
}

/// A call's failure, in our words.
pub(crate) fn call<E>(
    operation: &'static str,
    what: impl Into<String>,
) -> impl FnOnce(SdkError<E, HttpResponse>) -> DeployError
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let what = what.into();
    move |error| DeployError::Call { operation, what, fault: fault(&error) }
}

fn fault<E>(error: &SdkError<E, HttpResponse>) -> Fault
where
    E: ProvideErrorMetadata + Error + 'static,
{
    if let SdkError::ServiceError(answer) = error {
        return Fault::Answer {
            status: answer.raw().status().as_u16(),
            code: answer.err().code().unwrap_or_default().to_owned(),
            message: answer.err().message().unwrap_or_default().to_owned(),
        };
    }
    let why = apoyo_bucket::with_causes(error);
    // The SDK has no type for it at this place; the words are those of `CredentialsError` and of the identity resolver.
    if why.contains("credentials") || why.contains("identity") {
        Fault::NoCredentials { why }
    } else {
        Fault::NoAnswer(why)
    }
}

fn told(status: u16, code: &str, message: &str) -> String {
    match (code, message) {
        ("", "") => format!("status {status}"),
        (code, "") => code.to_owned(),
        _ => format!("{code}: {message}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(code: &str, message: &str) -> Fault {
        Fault::Answer { status: 400, code: code.into(), message: message.into() }
    }

    #[test]
    fn what_passes_is_told_from_what_stays() {
        assert!(answer("Throttling", "Rate exceeded").passes());
        assert!(Fault::NoAnswer("connection reset".into()).passes());
        assert!(!answer("AccessDenied", "no").passes());
        assert!(!Fault::NoCredentials { why: String::new() }.passes());
    }

    #[test]
    fn a_missing_stack_is_known_by_its_message() {
        assert!(answer("ValidationError", "Stack with id apoyo does not exist").is_missing_stack());
        assert!(!answer("ValidationError", "1 validation error detected").is_missing_stack());
    }
}
