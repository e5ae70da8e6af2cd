use serde_json::Value;

/// What a function made of an event.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// It did what it was asked.
    Response(Value),
    /// It failed, under a name that Step Functions matches `ErrorEquals` on.
    Error {
        /// `errorType`.
        name: String,
        /// `errorMessage`.
        message: String,
    },
}

impl Answer {
    /// What a body posted to `.../error` says.
    pub(crate) fn error(body: &Value) -> Self {
        let text = |field: &str| body[field].as_str().unwrap_or_default().to_owned();
        Self::Error { name: text("errorType"), message: text("errorMessage") }
    }
}
