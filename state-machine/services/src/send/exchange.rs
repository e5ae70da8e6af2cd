use std::convert::Infallible;
use std::time::Duration;

use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime_api::client::interceptors::context::{Error, Output};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::ser_de::DeserializeResponse;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::timeout::TimeoutConfig;

use super::address::Addressed;
use crate::call::Call;
use crate::endpoint::Endpoint;
use crate::not_configured::NotConfigured;
use crate::wire::ApiReply;

/// Why there is no reply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SendError {
    /// Nobody signs.
    #[error(transparent)]
    NoKeys(NotConfigured),
    /// The service was not reached, or its reply broke off.
    #[error("{0}")]
    NotReached(String),
    /// The reply has more bytes than a result may ever have.
    #[error("the reply has more than {REPLY_LIMIT_BYTES} bytes")]
    TooLarge,
}

/// Most bytes of a reply that are read. A result has 256 KiB at most; XML says the same in more words, and a page of a
/// listing in S3 has at most 1,000 keys of 1,024 bytes.
const REPLY_LIMIT_BYTES: usize = 4 << 20;

/// Longest time until a connection stands, that of the SDKs. How long a reply takes is the state's `TimeoutSeconds`.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(3_100);

/// Sends a request that is signed, through the orchestrator of the SDK, once: what is tried again is the state's `Retry`.
pub(super) async fn exchange(
    call: &Call,
    endpoint: &Endpoint,
    request: Addressed,
) -> Result<ApiReply, SendError> {
    let operation = Operation::builder()
        .service_name(call.model.id.as_str())
        .operation_name(call.name)
        .http_client(endpoint.http.clone())
        .endpoint_url(&request.origin)
        .no_auth()
        .no_retry()
        .sleep_impl(TokioSleep::new())
        .timeout_config(TimeoutConfig::builder().connect_timeout(CONNECT_TIMEOUT).build())
        .serializer(|request: Addressed| Ok(http_request(request)?))
        .deserializer_impl::<HttpResponse, Infallible>(Whole)
        .build();
    let response = operation.invoke(request).await.map_err(|error| not_reached(&error))?;
    read(response).await
}

fn http_request(request: Addressed) -> Result<HttpRequest, http::Error> {
    let mut builder = http::Request::builder().method(request.method.as_str()).uri(request.target);
    for (name, value) in request.headers {
        builder = builder.header(name, value);
    }
    let request = builder.body(SdkBody::from(request.body))?;
    Ok(HttpRequest::try_from(request)
        .expect("a method, a path and headers that http takes are such a request"))
}

/// Hands the response on before its body is read.
#[derive(Debug)]
struct Whole;

impl DeserializeResponse for Whole {
    fn deserialize_streaming(
        &self,
        response: &mut HttpResponse,
    ) -> Option<Result<Output, OrchestratorError<Error>>> {
        let taken = HttpResponse::new(StatusCode::try_from(200).ok()?, SdkBody::taken());
        Some(Ok(Output::erase(std::mem::replace(response, taken))))
    }

    fn deserialize_nonstreaming(&self, _: &HttpResponse) -> Result<Output, OrchestratorError<Error>> {
        Err(OrchestratorError::other("the response was handed on"))
    }
}

fn not_reached(error: &SdkError<Infallible, HttpResponse>) -> SendError {
    SendError::NotReached(reasons(error))
}

/// An error with all its causes: the first alone says only that something failed.
pub(super) fn reasons(error: &dyn std::error::Error) -> String {
    let mut reasons = vec![error.to_string()];
    let mut source = error.source();
    while let Some(cause) = source {
        reasons.push(cause.to_string());
        source = cause.source();
    }
    reasons.dedup();
    reasons.join(": ")
}

async fn read(mut response: HttpResponse) -> Result<ApiReply, SendError> {
    let status = response.status().as_u16();
    let header = |(name, value): (&str, &str)| (name.to_lowercase(), value.to_owned());
    let headers = response.headers().iter().map(header).collect();
    let mut stream = ByteStream::new(response.take_body());
    let mut body = Vec::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| SendError::NotReached(reasons(&error)))?;
        if body.len() + chunk.len() > REPLY_LIMIT_BYTES {
            return Err(SendError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(ApiReply { status, headers, body })
}
