use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::Full;
use serde_json::Value;

use super::api_error::ApiError;
use crate::RequestId;

/// What is sent back.
pub(super) type Reply = Response<Full<Bytes>>;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
const RETRY_AFTER: HeaderName = HeaderName::from_static("retry-after");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// A reply of this status and body.
pub(super) fn reply(status: u16, body: Bytes) -> Reply {
    let length = HeaderValue::from(body.len());
    let mut reply = Response::new(Full::new(body));
    *reply.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    reply.headers_mut().insert(CONTENT_TYPE, JSON);
    if status != 204 {
        reply.headers_mut().insert(CONTENT_LENGTH, length);
    }
    reply
}

/// A reply that is a document.
pub(super) fn document(document: &Value) -> Reply {
    reply(200, document.to_string().into())
}

/// A refusal.
pub(super) fn refused(error: &ApiError) -> Reply {
    let mut refused = reply(error.status, error.body().to_string().into());
    let headers = refused.headers_mut();
    headers.extend(HeaderValue::from_str(&error.code).ok().map(|code| (ERROR_TYPE, code)));
    if error.status == 429 {
        // Whether it is another's turn in a second, nobody knows; Lambda says so too.
        headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    refused
}

/// The reply, with the id of its request.
pub(super) fn with_id(mut reply: Reply, id: &RequestId) -> Reply {
    reply.headers_mut().extend(HeaderValue::from_str(id.as_str()).ok().map(|id| (REQUEST_ID, id)));
    reply
}
