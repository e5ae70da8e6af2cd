use std::fmt;

use apoyo_photo::ErrorName;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::primitives::ByteStreamError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

/// The S3 operation that failed, by the name S3 gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are S3's own")]
pub enum Operation {
    HeadObject,
    GetObject,
    PutObject,
    CopyObject,
    DeleteObject,
    ListObjectsV2,
    CreateMultipartUpload,
    UploadPart,
    CompleteMultipartUpload,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Why a call on the photo bucket failed.
#[derive(Debug, thiserror::Error)]
pub enum BucketError {
    /// S3 answered with an error, or did not answer.
    #[error("{operation} of {key:?}: {fault}")]
    Call {
        /// What was asked.
        operation: Operation,
        /// Of which key or prefix.
        key: String,
        /// What came back.
        fault: Fault,
    },
    /// The copy is not what its source is; the source is untouched.
    #[error("copy {to:?} of {from:?} differs: {found}, the source has {wanted}")]
    Mismatch {
        /// Source.
        from: String,
        /// Copy.
        to: String,
        /// Size and checksum of the source.
        wanted: String,
        /// Size and checksum of the copy.
        found: String,
    },
    /// Every name that a photo may take in a folder is taken by another photo.
    #[error("photo {from:?} finds no free name, the last one tried is {last:?}")]
    NamesExhausted {
        /// The photo.
        from: String,
        /// The last name tried.
        last: String,
    },
    /// Source or target changed under the move too often.
    #[error("move of {from:?} was overtaken {rounds} times by other changes")]
    Contended {
        /// The photo.
        from: String,
        /// How often the move began again.
        rounds: u32,
    },
    /// S3 copies no object of this size in one request.
    #[error("photo {key:?} has {size} bytes, S3 copies at most {} in one request", crate::Move::MAX_BYTES)]
    TooLargeToMove {
        /// The photo.
        key: String,
        /// Its size.
        size: u64,
    },
    /// A line of a manifest, or a record, cannot be read.
    #[error("{key:?} line {line}: {source}")]
    Line {
        /// Key of the manifest.
        key: String,
        /// Which line, counted from 1.
        line: u64,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
    /// A line of a manifest, or a record, does not end where a line must.
    #[error("{key:?} line {line}: it is longer than {} bytes", crate::RecordLines::MAX_LINE_BYTES)]
    LongLine {
        /// Key of the manifest.
        key: String,
        /// Which line, counted from 1.
        line: u64,
    },
}

/// What came back in place of success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No answer, or not the whole of it: connection lost, time-out. The call may have had its effect.
    NoAnswer(String),
    /// S3 answered with an error.
    Answer {
        /// HTTP status; 200 where the error came in a body that began well.
        status: u16,
        /// S3's error code; empty for HEAD, whose answers have no body.
        code: String,
        /// S3's message.
        message: String,
    },
    /// The request could not be made, or the answer not be understood.
    Client(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAnswer(why) => write!(f, "no answer: {why}"),
            Self::Answer { status, code, message } => write!(f, "status {status} {code} {message}"),
            Self::Client(why) => f.write_str(why),
        }
    }
}

impl Fault {
    /// HTTP status, where there is one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Answer { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Whether S3 said that a condition of the request does not hold, or could not tell for a concurrent request.
    pub(crate) fn is_refused_condition(&self) -> bool {
        matches!(self.status(), Some(412 | 409))
            || matches!(self, Self::Answer { code, .. }
                if matches!(code.as_str(), "PreconditionFailed" | "ConditionalRequestConflict"))
    }

    /// Whether the key (not the bucket) is not there.
    pub(crate) fn is_missing_key(&self) -> bool {
        matches!(self, Self::Answer { status: 404, code, .. } if code != "NoSuchBucket")
    }

    fn name(&self) -> ErrorName {
        let Self::Answer { status, code, .. } = self else {
            return if matches!(self, Self::NoAnswer(_)) {
                ErrorName::Transient
            } else {
                ErrorName::Internal
            };
        };
        match (status, code.as_str()) {
            (_, "AccessDenied" | "AllAccessDisabled" | "InvalidAccessKeyId" | "SignatureDoesNotMatch") => {
                ErrorName::AccessDenied
            }
            (_, "NoSuchBucket" | "NoSuchKey") => ErrorName::NotFound,
            (408 | 409 | 412 | 429 | 500.., _)
            | (
                _,
                "SlowDown"
                | "InternalError"
                | "ServiceUnavailable"
                | "Throttling"
                | "ThrottlingException"
                | "RequestTimeout"
                | "RequestTimeTooSkewed"
                | "RequestLimitExceeded"
                | "BandwidthLimitExceeded",
            ) => ErrorName::Transient,
            (401 | 403, _) => ErrorName::AccessDenied,
            (404, _) => ErrorName::NotFound,
            _ => ErrorName::Internal,
        }
    }
}

impl BucketError {
    /// The name under which a step reports this.
    pub fn name(&self) -> ErrorName {
        match self {
            Self::Call { fault, .. } => fault.name(),
            Self::Mismatch { .. } => ErrorName::Mismatch,
            Self::Contended { .. } => ErrorName::Transient,
            Self::TooLargeToMove { .. } | Self::Line { .. } | Self::LongLine { .. } => {
                ErrorName::InvalidInput
            }
            Self::NamesExhausted { .. } => ErrorName::Internal,
        }
    }

    pub(crate) fn call(operation: Operation, key: &str, fault: Fault) -> Self {
        Self::Call { operation, key: key.to_owned(), fault }
    }

    pub(crate) fn broken_body(operation: Operation, key: &str, error: &ByteStreamError) -> Self {
        Self::call(operation, key, Fault::NoAnswer(with_causes(error)))
    }
}

/// What an SDK error says, in our words.
pub(crate) fn fault<E>(error: &SdkError<E, HttpResponse>) -> Fault
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    match error {
        SdkError::ServiceError(answer) => Fault::Answer {
            status: answer.raw().status().as_u16(),
            code: answer.err().code().unwrap_or_default().to_owned(),
            message: answer.err().message().unwrap_or_default().to_owned(),
        },
        SdkError::ResponseError(answer) if !answer.raw().status().is_success() => Fault::Answer {
            status: answer.raw().status().as_u16(),
            code: String::new(),
            message: with_causes(error),
        },
        SdkError::ConstructionFailure(_) => Fault::Client(with_causes(error)),
        _ => Fault::NoAnswer(with_causes(error)),
    }
}

/// An error with all its causes: the outermost text of an SDK error says next to nothing.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_has_the_name_that_retry_needs() {
        let table = [
            (503, "SlowDown", ErrorName::Transient),
            (200, "InternalError", ErrorName::Transient),
            (200, "SlowDown", ErrorName::Transient),
            (409, "ConditionalRequestConflict", ErrorName::Transient),
            (403, "AccessDenied", ErrorName::AccessDenied),
            (403, "", ErrorName::AccessDenied),
            (403, "RequestTimeTooSkewed", ErrorName::Transient),
            (404, "NoSuchBucket", ErrorName::NotFound),
            (400, "InvalidArgument", ErrorName::Internal),
        ];
        for (status, code, name) in table {
            let fault = Fault::Answer { status, code: code.to_owned(), message: String::new() };
            assert_eq!(fault.name(), name, "{status} {code}");
        }
        assert_eq!(Fault::NoAnswer(String::new()).name(), ErrorName::Transient);
    }
}
