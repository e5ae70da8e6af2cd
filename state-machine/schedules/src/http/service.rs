use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Method, Response, StatusCode};
use http_body::Body;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use serde_json::{Value, json};

use super::request::Request;
use super::{groups, schedules, tags};
use crate::{ApiError, Schedules};

const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// Most bytes of a request: an input may have 256 KiB, each character of which takes up to six in JSON.
pub const BODY_LIMIT_BYTES: usize = 2 << 20;

/// Scheduler's API as a service of HTTP. Signatures are not looked at: whoever serves it checks them before.
#[derive(Clone)]
pub struct SchedulerService {
    schedules: Schedules,
    served: Arc<AtomicU64>,
}

impl SchedulerService {
    /// Serves these schedules.
    pub fn new(schedules: Schedules) -> Self {
        Self { schedules, served: Arc::default() }
    }

    /// Answers a request; what is refused is answered too.
    pub async fn call<B>(&self, request: http::Request<B>) -> Response<Full<Bytes>>
    where
        B: Body,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let answer = self.answer(request).await;
        let mut response = match answer {
            Ok(reply) => response(200, &reply),
            Err(error) => refusal(&error),
        };
        if let Ok(id) = HeaderValue::from_str(&self.request_id()) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        response
    }

    async fn answer<B>(&self, request: http::Request<B>) -> Result<Value, ApiError>
    where
        B: Body,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (parts, body) = request.into_parts();
        let body = read(body).await?;
        let request = Request::read(&parts.uri, &body)?;
        self.route(&parts.method, &request).await
    }

    async fn route(&self, method: &Method, request: &Request) -> Result<Value, ApiError> {
        let path: Vec<_> = request.path.iter().map(String::as_str).collect();
        let all = &self.schedules;
        match (method.as_str(), path.as_slice()) {
            ("GET", ["schedules"]) => schedules::list(all, request),
            ("POST", ["schedules", name]) => schedules::create(all, name, request).await,
            ("GET", ["schedules", name]) => schedules::get(all, name, request),
            ("PUT", ["schedules", name]) => schedules::update(all, name, request).await,
            ("DELETE", ["schedules", name]) => schedules::delete(all, name, request).await,
            ("GET", ["schedule-groups"]) => groups::list(all, request),
            ("POST", ["schedule-groups", name]) => groups::create(all, name, request).await,
            ("GET", ["schedule-groups", name]) => groups::get(all, name),
            ("DELETE", ["schedule-groups", name]) => groups::delete(all, name).await,
            // An ARN holds a slash, which clients encode or not.
            ("GET", ["tags", arn @ ..]) => tags::list(all, &arn.join("/")),
            ("POST", ["tags", arn @ ..]) => tags::tag(all, &arn.join("/"), request).await,
            ("DELETE", ["tags", arn @ ..]) => tags::untag(all, &arn.join("/"), request).await,
            _ => Err(unknown(method, &request.path)),
        }
    }

    /// An id that no other request to this process has.
    fn request_id(&self) -> String {
        let count = self.served.fetch_add(1, Ordering::Relaxed);
        uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, format!("scheduler {count}").as_bytes()).to_string()
    }
}

fn unknown(method: &Method, path: &[String]) -> ApiError {
    let message = format!("EventBridge Scheduler has no operation {method} /{}", path.join("/"));
    ApiError { code: "UnknownOperationException", message, status: 404 }
}

async fn read<B>(body: B) -> Result<Bytes, ApiError>
where
    B: Body,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    match Limited::new(body, BODY_LIMIT_BYTES).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(ApiError {
            code: "RequestEntityTooLargeException",
            message: format!("The request is longer than {BODY_LIMIT_BYTES} bytes"),
            status: 413,
        }),
        Err(error) => Err(ApiError::validation(format!("The request could not be read: {error}"))),
    }
}

fn refusal(error: &ApiError) -> Response<Full<Bytes>> {
    let mut response = response(error.status, &json!({"Message": error.message}));
    response.headers_mut().insert(ERROR_TYPE, HeaderValue::from_static(error.code));
    response
}

fn response(status: u16, body: &Value) -> Response<Full<Bytes>> {
    let bytes = Bytes::from(body.to_string());
    let length = HeaderValue::from(bytes.len());
    let mut response = Response::new(Full::new(bytes));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CONTENT_LENGTH, length);
    response
}
