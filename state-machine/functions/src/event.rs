use std::fmt;

use bytes::Bytes;
use uuid::Uuid;

/// What a function is invoked with.
#[derive(Debug, Clone)]
pub struct Event {
    /// Which invocation it is.
    pub id: RequestId,
    /// JSON.
    pub payload: Bytes,
    /// The X-Ray trace that it is part of, as `X-Amzn-Trace-Id` has it.
    pub trace: String,
    /// What a mobile client says about itself: JSON.
    pub client_context: Option<String>,
}

/// Names an invocation: a UUID.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequestId(Box<str>);

impl RequestId {
    /// One that no other invocation has.
    pub fn new() -> Self {
        Self(Uuid::new_v4().to_string().into())
    }

    /// The id that a text is, if it is one.
    pub(crate) fn read(text: &str) -> Option<Self> {
        Uuid::parse_str(text).ok().map(|id| Self(id.to_string().into()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for RequestId {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Event {
    /// An event of nobody's trace.
    pub fn new(payload: impl Into<Bytes>) -> Self {
        let (root, parent) = (Uuid::new_v4().simple().to_string(), Uuid::new_v4().simple().to_string());
        let trace = format!("Root=1-{}-{};Parent={};Sampled=0", &root[..8], &root[8..], &parent[..16]);
        Self { id: RequestId::new(), payload: payload.into(), trace, client_context: None }
    }
}
