use std::fmt;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use http::Method;
use http::header::{HOST, HeaderValue};
use s3s::Body;
use s3s::service::S3Service;

/// Hands the SDK's requests to the embedded S3 without a network. Tests wrap it to inject faults.
#[derive(Clone)]
pub struct InMemoryConnector {
    service: S3Service,
}

impl InMemoryConnector {
    pub(crate) fn new(service: S3Service) -> Self {
        Self { service }
    }
}

impl fmt::Debug for InMemoryConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InMemoryConnector")
    }
}

impl HttpConnector for InMemoryConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let service = self.service.clone();
        HttpConnectorFuture::new_boxed(Box::pin(answer(service, request)))
    }
}

impl HttpClient for InMemoryConnector {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

async fn answer(service: S3Service, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
    let mut request = request.try_into_http1x().map_err(|error| ConnectorError::user(error.into()))?;
    add_host(&mut request);
    let is_head = request.method() == Method::HEAD;
    // A body in memory stays one piece; any other is streamed.
    let request = request.map(|body| match body.bytes() {
        Some(bytes) => Body::from(bytes::Bytes::copy_from_slice(bytes)),
        None => Body::http_body_unsync(body),
    });
    let response = service.call(request).await;
    let response = response.map_err(|error| ConnectorError::other(error.into(), None))?;
    // HTTP has no body in the answer to HEAD; a server takes it away, so does this.
    let response = response.map(|body| if is_head { SdkBody::empty() } else { SdkBody::from_body_1_x(body) });
    HttpResponse::try_from(response).map_err(|error| ConnectorError::other(error.into(), None))
}

/// An HTTP client adds `Host` on its way out; the signature covers it.
fn add_host<B>(request: &mut http::Request<B>) {
    let host = request.uri().authority().and_then(|authority| HeaderValue::from_str(authority.as_str()).ok());
    if let Some(host) = host.filter(|_| !request.headers().contains_key(HOST)) {
        request.headers_mut().insert(HOST, host);
    }
}
