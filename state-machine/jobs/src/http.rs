//! REST and JSON over HTTP: what the SDKs, boto3 and the `aws` command speak with Batch.
//!
//! Source: <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html> and the API model.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body::Body;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::api::ApiFault;
use crate::desk::Jobs;

/// Most bytes of a request; a job of Batch has up to 30 KiB.
///
/// Source: <https://docs.aws.amazon.com/batch/latest/userguide/service_limits.html>.
pub const BODY_LIMIT_BYTES: usize = 1 << 20;

const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The API as a service of HTTP. Signatures are not looked at: whoever serves it decides who may reach it.
#[derive(Debug, Clone)]
pub struct JobsService {
    jobs: Jobs,
    served: Arc<AtomicU64>,
}

/// What a request asks for: an operation by the name in its path, and its members.
struct Call {
    operation: String,
    request: Value,
}

impl JobsService {
    /// Serves these jobs.
    pub fn new(jobs: Jobs) -> Self {
        Self { jobs, served: Arc::default() }
    }

    /// Answers a request; what is refused is answered too.
    pub async fn call<B>(&self, request: Request<B>) -> Response<Full<Bytes>>
    where
        B: Body,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let id = self.request_id();
        let answer = match call(request).await {
            Ok(Call { operation, request }) => self.jobs.call(&operation, request, &id).await,
            Err(fault) => Err(fault),
        };
        match answer {
            Ok(reply) => response((200, None), &id, &reply),
            Err(fault) => response((fault.status, Some(fault.code)), &id, &json!({"message": fault.message})),
        }
    }

    /// An id that no other request to this process has.
    fn request_id(&self) -> String {
        let count = self.served.fetch_add(1, Ordering::Relaxed);
        Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("batch request {count}").as_bytes()).to_string()
    }
}

async fn call<B>(request: Request<B>) -> Result<Call, ApiFault>
where
    B: Body,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (parts, body) = request.into_parts();
    let path = parts.uri.path();
    let Some(name) = path.strip_prefix("/v1/") else {
        return Err(refused(format!("path {path:?} is none of Batch, /v1/submitjob is")));
    };
    if let Some(arn) = name.strip_prefix("tags/") {
        let arn = decoded(arn)?;
        return tags(&parts.method, &arn, (parts.uri.query().unwrap_or_default(), read(body).await?));
    }
    if parts.method != Method::POST {
        return Err(refused(format!("method {} is not allowed at {path}, POST is", parts.method)));
    }
    Ok(Call { operation: name.to_owned(), request: read(body).await? })
}

/// `TagResource`, `UntagResource` and `ListTagsForResource` share a path.
fn tags(method: &Method, arn: &str, (query, mut body): (&str, Value)) -> Result<Call, ApiFault> {
    let keys = query.split('&').filter_map(|pair| pair.strip_prefix("tagKeys="));
    let keys = keys.map(|key| decoded(&key.replace('+', " "))).collect::<Result<Vec<_>, _>>()?;
    let (operation, request) = match *method {
        Method::GET => ("listtagsforresource", json!({"resourceArn": arn})),
        Method::DELETE => ("untagresource", json!({"resourceArn": arn, "tagKeys": keys})),
        Method::POST => {
            body["resourceArn"] = arn.into();
            ("tagresource", body)
        }
        _ => {
            return Err(refused(format!(
                "method {method} is not allowed at /v1/tags, GET, POST and DELETE are"
            )));
        }
    };
    Ok(Call { operation: operation.to_owned(), request })
}

fn decoded(text: &str) -> Result<String, ApiFault> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map(String::from).map_err(|_| refused(format!("{text:?} in the path is not UTF-8")))
}

/// The body, which is a JSON object or nothing.
async fn read<B>(body: B) -> Result<Value, ApiFault>
where
    B: Body,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let bytes = match Limited::new(body, BODY_LIMIT_BYTES).collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            let message = format!("The request is longer than {BODY_LIMIT_BYTES} bytes");
            return Err(ApiFault { status: 413, ..refused(message) });
        }
        Err(error) => return Err(refused(format!("The request could not be read: {error}"))),
    };
    if bytes.is_empty() {
        return Ok(json!({}));
    }
    match serde_json::from_slice(&bytes) {
        Ok(value @ Value::Object(_)) => Ok(value),
        Ok(_) => Err(refused("The request is no JSON object".to_owned())),
        Err(error) => Err(refused(format!("The request is not JSON: {error}"))),
    }
}

fn refused(message: String) -> ApiFault {
    ApiFault { code: "ClientException", status: 400, message }
}

fn response((status, code): (u16, Option<&'static str>), id: &str, body: &Value) -> Response<Full<Bytes>> {
    let bytes = Bytes::from(body.to_string());
    let length = HeaderValue::from(bytes.len());
    let mut response = Response::new(Full::new(bytes));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, JSON);
    headers.insert(CONTENT_LENGTH, length);
    headers.extend(code.map(|code| (ERROR_TYPE, HeaderValue::from_static(code))));
    headers.extend(HeaderValue::from_str(id).ok().map(|id| (REQUEST_ID, id)));
    response
}
