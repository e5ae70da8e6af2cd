use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::HeaderName;
use http::{HeaderMap, HeaderValue, Request};
use http_body::Body;
use serde_json::Value;

use super::api_error::ApiError;
use super::reply::{Reply, reply};
use super::{body, named};
use crate::address::LATEST;
use crate::function_set::check;
use crate::{EVENT_PAYLOAD_LIMIT_BYTES, Event, FunctionSet, REQUEST_PAYLOAD_LIMIT_BYTES, RequestId, events};

/// `InvocationType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InvocationType {
    RequestResponse,
    Event,
    DryRun,
}

const EXECUTED_VERSION: HeaderName = HeaderName::from_static("x-amz-executed-version");
const FUNCTION_ERROR: HeaderName = HeaderName::from_static("x-amz-function-error");
const LOG_RESULT: HeaderName = HeaderName::from_static("x-amz-log-result");

/// Most bytes of a client's context, in Base64. Source: `ClientContext` of
/// <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>.
const CONTEXT_LIMIT_BYTES: usize = 3583;

/// `Invoke`.
pub(super) async fn answer<B>(
    functions: &FunctionSet,
    function: &str,
    (request, id): (Request<B>, &RequestId),
) -> Result<Reply, ApiError>
where
    B: Body,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (head, body) = request.into_parts();
    let query = head.uri.query().unwrap_or_default();
    let name = named::function(&functions.0, (function, query))?.clone();
    let kind = invocation_type(&head.headers)?;
    let is_log_wanted = is_log_wanted(&head.headers)?;
    let client_context = client_context(&head.headers)?;
    let limit_bytes = match kind {
        InvocationType::Event => EVENT_PAYLOAD_LIMIT_BYTES,
        InvocationType::RequestResponse | InvocationType::DryRun => REQUEST_PAYLOAD_LIMIT_BYTES,
    };
    let mut payload = body::read(body, limit_bytes).await?;
    if payload.is_empty() {
        payload = Bytes::from_static(b"{}");
    }
    let mut event = Event { id: id.clone(), client_context, ..Event::new(payload) };
    if let Some(trace) = text(&head.headers, "x-amzn-trace-id") {
        trace.clone_into(&mut event.trace);
    }
    check(&event, limit_bytes)?;
    match kind {
        InvocationType::DryRun => Ok(reply(204, Bytes::new())),
        InvocationType::Event => {
            events::accept(&functions.0, name, event)?;
            Ok(reply(202, Bytes::new()))
        }
        InvocationType::RequestResponse => {
            let invoked = functions.0.invoke(name, event).await?;
            let mut answered = reply(200, invoked.answer.payload().clone());
            let headers = answered.headers_mut();
            headers.insert(EXECUTED_VERSION, HeaderValue::from_static(LATEST));
            if invoked.answer.is_error() {
                headers.insert(FUNCTION_ERROR, HeaderValue::from_static("Unhandled"));
            }
            let tail = is_log_wanted.then(|| STANDARD.encode(&invoked.log_tail));
            let tail = tail.and_then(|tail| HeaderValue::from_str(&tail).ok());
            headers.extend(tail.map(|tail| (LOG_RESULT, tail)));
            Ok(answered)
        }
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn invocation_type(headers: &HeaderMap) -> Result<InvocationType, ApiError> {
    match text(headers, "x-amz-invocation-type") {
        None | Some("RequestResponse") => Ok(InvocationType::RequestResponse),
        Some("Event") => Ok(InvocationType::Event),
        Some("DryRun") => Ok(InvocationType::DryRun),
        Some(other) => Err(ApiError::constraint(
            (other, "invocationType"),
            "Member must satisfy enum value set: [RequestResponse, Event, DryRun]",
        )),
    }
}

fn is_log_wanted(headers: &HeaderMap) -> Result<bool, ApiError> {
    match text(headers, "x-amz-log-type") {
        None | Some("None") => Ok(false),
        Some("Tail") => Ok(true),
        Some(other) => {
            Err(ApiError::constraint((other, "logType"), "Member must satisfy enum value set: [None, Tail]"))
        }
    }
}

fn client_context(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let Some(encoded) = headers.get("x-amz-client-context") else { return Ok(None) };
    let decoded = Some(encoded.as_bytes())
        .filter(|encoded| encoded.len() <= CONTEXT_LIMIT_BYTES)
        .and_then(|encoded| STANDARD.decode(encoded).ok())
        .filter(|decoded| serde_json::from_slice::<Value>(decoded).is_ok_and(|value| value.is_object()))
        .and_then(|decoded| String::from_utf8(decoded).ok());
    decoded.map(Some).ok_or_else(|| {
        ApiError::new(
            "InvalidRequestContentException",
            format!("Client context must be a valid Base64-encoded JSON object of at most {CONTEXT_LIMIT_BYTES} bytes."),
        )
    })
}
