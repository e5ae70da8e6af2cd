use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body::Body;
use http_body_util::Full;
use serde_json::{Map, Value, json};

use super::body;
use crate::step_functions::{ApiError, StepFunctions};

/// What stands before the operation in `X-Amz-Target`.
const TARGET_PREFIX: &str = "AWSStepFunctions.";
const TARGET: HeaderName = HeaderName::from_static("x-amz-target");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const TRACE_ID: HeaderName = HeaderName::from_static("x-amzn-trace-id");
const MEDIA_TYPE: &str = "application/x-amz-json-1.0";
const JSON: HeaderValue = HeaderValue::from_static(MEDIA_TYPE);

/// The API as a service of HTTP. Signatures are not looked at: whoever serves it, as `cloud` does, checks them before.
///
/// Long polls hold their request up to 60 seconds, so no time limit of the server may be shorter.
#[derive(Clone)]
pub struct JsonService {
    api: StepFunctions,
    served: Arc<AtomicU64>,
}

impl JsonService {
    /// Serves this API.
    pub fn new(api: StepFunctions) -> Self {
        Self { api, served: Arc::default() }
    }

    /// Whether a request is for Step Functions, by its target.
    pub fn is_meant_by<B>(request: &Request<B>) -> bool {
        target(request).is_some_and(|target| target.starts_with(TARGET_PREFIX))
    }

    /// Answers a request; what is refused is answered too.
    pub async fn call<B>(&self, request: Request<B>) -> Response<Full<Bytes>>
    where
        B: Body,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let id = self.request_id();
        match self.answer(request).await {
            Ok(reply) => response(200, &id, &reply),
            Err(error) => response(error.status, &id, &error_body(&error)),
        }
    }

    async fn answer<B>(&self, request: Request<B>) -> Result<Value, ApiError>
    where
        B: Body,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let operation = operation(&request)?;
        let trace = request.headers().get(TRACE_ID).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let bytes = body::read(request.into_body()).await?;
        let params = with_trace(params(&bytes)?, &operation, trace);
        self.api.call(&operation, params).await
    }

    /// An id that no other request to this process has.
    fn request_id(&self) -> String {
        let count = self.served.fetch_add(1, Ordering::Relaxed);
        uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, format!("request {count}").as_bytes()).to_string()
    }
}

fn target<B>(request: &Request<B>) -> Option<&str> {
    request.headers().get(TARGET).and_then(|value| value.to_str().ok())
}

/// The operation that a request is for.
///
/// # Errors
/// `UnknownOperationException` where it names none of this service.
fn operation<B>(request: &Request<B>) -> Result<String, ApiError> {
    let named = target(request).and_then(|target| target.strip_prefix(TARGET_PREFIX));
    let is_call = request.method() == Method::POST && request.uri().path() == "/" && is_json(request);
    named.filter(|_| is_call).map(str::to_owned).ok_or_else(|| {
        ApiError::new(
            "UnknownOperationException",
            format!(
                "A request is POST / of {MEDIA_TYPE} with the header {TARGET}: {TARGET_PREFIX}<operation>"
            ),
        )
    })
}

/// Whether the body is AWS JSON, also of version 1.1, which differs in nothing that a request shows; a client that does
/// not say what it is means that too.
fn is_json<B>(request: &Request<B>) -> bool {
    let media_type = request.headers().get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default());
    let essence = media_type.map(|text| text.split(';').next().unwrap_or_default().trim());
    essence.is_none_or(|essence| [MEDIA_TYPE, "application/x-amz-json-1.1"].contains(&essence))
}

fn params(bytes: &[u8]) -> Result<Value, ApiError> {
    if bytes.is_empty() {
        return Ok(json!({}));
    }
    serde_json::from_slice(bytes)
        .map_err(|error| ApiError::new("SerializationException", format!("The request is not JSON: {error}")))
}

/// The request with the trace of its header, which comes before that of its body.
///
/// Source: `traceHeader` of `StartExecution` and `StartSyncExecution`.
fn with_trace(mut params: Value, operation: &str, trace: Option<String>) -> Value {
    let takes_trace = matches!(operation, "StartExecution" | "StartSyncExecution");
    if let (true, Some(trace), Value::Object(members)) = (takes_trace, trace, &mut params) {
        members.insert("traceHeader".into(), trace.into());
    }
    params
}

fn error_body(error: &ApiError) -> Value {
    let mut members = Map::new();
    members.insert("__type".into(), error.code.into());
    members.insert("message".into(), error.message.as_str().into());
    members.extend(error.reason.map(|reason| ("reason".to_owned(), reason.into())));
    Value::Object(members)
}

fn response(status: u16, id: &str, body: &Value) -> Response<Full<Bytes>> {
    let bytes = Bytes::from(body.to_string());
    let length = HeaderValue::from(bytes.len());
    let mut response = Response::new(Full::new(bytes));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, JSON);
    headers.insert(CONTENT_LENGTH, length);
    headers.extend(HeaderValue::from_str(id).ok().map(|id| (REQUEST_ID, id)));
    response
}
