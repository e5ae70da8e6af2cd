use std::fmt;

/// The names under which steps fail; Step Functions matches `ErrorEquals` on them, so they are API.
///
/// A step's Lambda reports one as its `errorType`; `state-machine/triage` builds `Retry` and `Catch` from the same
/// values, so a misspelt name does not compile. A bad photo has no name here: it is a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorName {
    /// S3 or the network failed in a way that passes: 5xx, throttling, a lost connection, a time-out. Retry.
    Transient,
    /// The execution's input, or the step's, breaks a rule that the message names. Do not retry.
    InvalidInput,
    /// S3 refused the step the right to do what it declares to need. Do not retry.
    AccessDenied,
    /// The bucket, manifest or results that the step was told to read are not there. Do not retry.
    NotFound,
    /// A copy is not what its source was. The source is untouched. Retry.
    Mismatch,
    /// A fault of Apoyo's own. Do not retry.
    Internal,
}

impl ErrorName {
    /// Every name.
    pub const ALL: [Self; 6] = [
        Self::Transient,
        Self::InvalidInput,
        Self::AccessDenied,
        Self::NotFound,
        Self::Mismatch,
        Self::Internal,
    ];

    /// The name as it stands in `errorType` and `ErrorEquals`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Transient => "Apoyo.Transient",
            Self::InvalidInput => "Apoyo.InvalidInput",
            Self::AccessDenied => "Apoyo.AccessDenied",
            Self::NotFound => "Apoyo.NotFound",
            Self::Mismatch => "Apoyo.Mismatch",
            Self::Internal => "Apoyo.Internal",
        }
    }

    /// Whether the same call may succeed later without a change.
    pub const fn may_pass(self) -> bool {
        matches!(self, Self::Transient | Self::Mismatch)
    }
}

impl fmt::Display for ErrorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
