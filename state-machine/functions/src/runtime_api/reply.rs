use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::Full;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::desk::Misuse;
use crate::{Event, RESPONSE_PAYLOAD_LIMIT_BYTES};

/// What is sent to a process.
pub(super) type Reply = Response<Full<Bytes>>;

/// An event, with what Lambda says about it in headers.
pub(super) fn event(event: Event, deadline: Timestamp, arn: &str) -> Reply {
    let mut reply = Response::new(Full::new(event.payload));
    let deadline = deadline.as_millisecond().to_string();
    let context = event.client_context.as_deref();
    let said = [
        ("lambda-runtime-aws-request-id", Some(event.id.as_str())),
        ("lambda-runtime-deadline-ms", Some(&deadline)),
        ("lambda-runtime-invoked-function-arn", Some(arn)),
        ("lambda-runtime-trace-id", Some(&event.trace)),
        ("lambda-runtime-client-context", context),
    ];
    let headers = reply.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    for (name, value) in said {
        // A value that no header can have (a line break in a client's context) is left out.
        let value = value.and_then(|value| HeaderValue::from_bytes(value.as_bytes()).ok());
        headers.extend(value.map(|value| (HeaderName::from_static(name), value)));
    }
    reply
}

/// What a process brought was taken.
pub(super) fn accepted() -> Reply {
    plain(StatusCode::ACCEPTED, &json!({"status": "OK"}))
}

/// What it asked for cannot be had.
pub(super) fn refused(misuse: Misuse) -> Reply {
    let (status, name, message) = match misuse {
        Misuse::InvalidStateTransition => {
            (StatusCode::FORBIDDEN, "InvalidStateTransition", "State transition is not allowed")
        }
        Misuse::InvalidRequestId => (StatusCode::BAD_REQUEST, "InvalidRequestID", "Invalid request ID"),
        Misuse::Over => (StatusCode::GONE, "Shutdown", "There are no more events: the environment ends"),
    };
    error(status, name, message)
}

/// What it brought is too long.
pub(super) fn too_large() -> Reply {
    let message = format!("Exceeded maximum allowed payload size ({RESPONSE_PAYLOAD_LIMIT_BYTES} bytes).");
    error(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", &message)
}

/// It asked for something else.
pub(super) fn not_found() -> Reply {
    error(StatusCode::NOT_FOUND, "NotFound", "The Runtime API has next, response, error and init/error")
}

/// What it brought could not be read.
pub(super) fn unreadable(why: &str) -> Reply {
    error(StatusCode::BAD_REQUEST, "TruncatedResponse", why)
}

fn error(status: StatusCode, name: &str, message: &str) -> Reply {
    plain(status, &json!({"errorMessage": message, "errorType": name}))
}

fn plain(status: StatusCode, body: &Value) -> Reply {
    let mut reply = Response::new(Full::new(Bytes::from(body.to_string())));
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    reply
}
