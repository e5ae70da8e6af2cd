use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;

/// A service of the cloud beside S3 and Step Functions; it is sent only requests that are signed with the cloud's keys.
#[async_trait]
pub trait CloudService: Send + Sync + 'static {
    /// The name that its requests are signed for, as in `lambda`.
    fn name(&self) -> &'static str;

    /// Most bytes of a request's body.
    fn body_limit(&self) -> usize;

    /// Answers a request; what is refused is answered too.
    async fn call(&self, request: Request<Full<Bytes>>) -> Response<Full<Bytes>>;
}
