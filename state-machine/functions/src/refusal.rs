use apoyo_engine::FunctionError;

/// Why a function was not invoked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such function, or no such version of it; the ARN that was asked for.
    #[error("Function not found: {0}")]
    NotFound(String),
    /// It runs as often as it may.
    #[error("Rate Exceeded.")]
    TooMany {
        /// Whose limit it is, as Lambda names it.
        reason: &'static str,
    },
    /// The event is longer than this.
    #[error("Request must be smaller than {limit_bytes} bytes for the InvokeFunction operation")]
    TooLarge {
        /// Most bytes.
        limit_bytes: usize,
    },
    /// The event is no JSON.
    #[error("Could not parse request body into json: Could not parse payload into json: {0}")]
    NotJson(String),
    /// Lambda itself failed, as where a disk is full.
    #[error("{0}")]
    Service(String),
    /// A function of this process says so: an error name of the service, and its words.
    #[error("{message}")]
    Own {
        /// The name, without `Lambda.`.
        code: String,
        /// What it says.
        message: String,
    },
}

impl Refusal {
    /// Lambda's error code.
    pub fn code(&self) -> &str {
        match self {
            Self::NotFound(_) => "ResourceNotFoundException",
            Self::TooMany { .. } => "TooManyRequestsException",
            Self::TooLarge { .. } => "RequestEntityTooLargeException",
            Self::NotJson(_) => "InvalidRequestContentException",
            Self::Service(_) => "ServiceException",
            Self::Own { code, .. } => code,
        }
    }
}

impl From<Refusal> for FunctionError {
    fn from(refusal: Refusal) -> Self {
        Self::Service { name: format!("Lambda.{}", refusal.code()), message: refusal.to_string() }
    }
}
