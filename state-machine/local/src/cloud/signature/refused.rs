use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Response, StatusCode};
use serde_json::json;

const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

/// How a service's clients read an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cloud) enum Protocol {
    /// AWS JSON 1.0, Step Functions': the code is a member of the body.
    Json,
    /// REST with JSON, that of Lambda, Batch and Scheduler: the code is a header.
    RestJson,
}

/// Why a request is not let in.
///
/// Source of the codes: "Common Errors" of each service; of the words: what services answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cloud) enum Refused {
    /// It is not signed.
    Missing,
    /// What signs it is not all there; the words say what is not.
    Incomplete(String),
    /// It is signed with a key that nobody gave out.
    UnknownKey,
    /// It is signed for another day, time or service, or something is left unsigned; the words say what.
    Wrong(String),
    /// What was signed is not what came, or it was signed with another secret.
    Mismatch,
    /// Its body is longer than this.
    TooLong {
        /// Most bytes.
        limit: usize,
    },
    /// Its body did not come whole.
    Broken(String),
}

impl Refused {
    /// AWS's name of it.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Missing => "MissingAuthenticationTokenException",
            Self::Incomplete(_) => "IncompleteSignatureException",
            Self::UnknownKey => "UnrecognizedClientException",
            Self::Wrong(_) | Self::Mismatch => "InvalidSignatureException",
            Self::TooLong { .. } => "RequestEntityTooLargeException",
            Self::Broken(_) => "SerializationException",
        }
    }

    pub(super) fn message(&self) -> String {
        match self {
            Self::Missing => "Missing Authentication Token".to_owned(),
            Self::UnknownKey => "The security token included in the request is invalid.".to_owned(),
            Self::Incomplete(words) | Self::Wrong(words) => words.clone(),
            Self::Mismatch => "The request signature we calculated does not match the signature you provided. Check \
                               your AWS Secret Access Key and signing method. Consult the service documentation for \
                               details."
                .to_owned(),
            Self::TooLong { limit } => format!("The request is longer than {limit} bytes"),
            Self::Broken(reason) => format!("The request could not be read: {reason}"),
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::TooLong { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Broken(_) => StatusCode::BAD_REQUEST,
            _ => StatusCode::FORBIDDEN,
        }
    }

    /// The answer, as the service's clients read it.
    pub(in crate::cloud) fn response(&self, protocol: Protocol) -> Response<s3s::Body> {
        let message = self.message();
        let (media_type, body) = match protocol {
            Protocol::Json => {
                ("application/x-amz-json-1.0", json!({"__type": self.code(), "message": message}))
            }
            Protocol::RestJson => ("application/json", json!({"message": message})),
        };
        let bytes = Bytes::from(body.to_string());
        let length = HeaderValue::from(bytes.len());
        let mut response = Response::new(s3s::Body::from(bytes));
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        headers.insert(CONTENT_LENGTH, length);
        headers.insert(ERROR_TYPE, HeaderValue::from_static(self.code()));
        response
    }
}
