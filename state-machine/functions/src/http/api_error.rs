use serde_json::{Map, Value};

use crate::Refusal;

/// What Lambda says to a request that it refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ApiError {
    pub(super) status: u16,
    pub(super) code: String,
    pub(super) message: String,
    /// Whose limit it is, with `TooManyRequestsException`.
    pub(super) reason: Option<&'static str>,
}

/// HTTP status of Lambda's errors; what is not here is 400. Source: the errors of
/// <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>.
const STATUS: [(&str, u16); 7] = [
    ("AccessDeniedException", 403),
    ("RequestEntityTooLargeException", 413),
    ("ResourceConflictException", 409),
    ("ResourceNotFoundException", 404),
    ("ServiceException", 500),
    ("TooManyRequestsException", 429),
    ("UnknownOperationException", 501),
];

/// Errors that write `Message` where the others write `message`, by the service's model.
const CAPITALISED: [&str; 4] = [
    "RequestEntityTooLargeException",
    "ResourceNotFoundException",
    "ServiceException",
    "UnknownOperationException",
];

impl ApiError {
    pub(super) fn new(code: &str, message: impl Into<String>) -> Self {
        let status = STATUS.iter().find(|(name, _)| *name == code).map_or(400, |(_, status)| *status);
        Self { status, code: code.to_owned(), message: message.into(), reason: None }
    }

    /// A parameter has a value that it may not have.
    pub(super) fn constraint((value, parameter): (&str, &str), constraint: &str) -> Self {
        Self::new(
            "ValidationException",
            format!(
                "1 validation error detected: Value '{value}' at '{parameter}' failed to satisfy constraint: {constraint}"
            ),
        )
    }

    pub(super) fn body(&self) -> Value {
        let mut members = Map::new();
        members.extend(self.reason.map(|reason| ("Reason".to_owned(), reason.into())));
        let whose = if self.status < 500 { "User" } else { "Service" };
        members.insert("Type".into(), whose.into());
        let is_capitalised = CAPITALISED.contains(&self.code.as_str());
        let name = if is_capitalised { "Message" } else { "message" };
        members.insert(name.into(), self.message.as_str().into());
        Value::Object(members)
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let reason = match refusal {
            Refusal::TooMany { reason } => Some(reason),
            _ => None,
        };
        Self { reason, ..Self::new(refusal.code(), refusal.to_string()) }
    }
}
