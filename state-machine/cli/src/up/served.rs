use apoyo_local::cloud::CloudService;
use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;

/// A service at the cloud's endpoint: the name that is signed for, most bytes of a body, and what answers.
pub(super) struct Served<F> {
    pub(super) name: &'static str,
    pub(super) body_limit: usize,
    pub(super) answer: F,
}

#[async_trait]
impl<F, A> CloudService for Served<F>
where
    F: Fn(Request<Full<Bytes>>) -> A + Send + Sync + 'static,
    A: Future<Output = Response<Full<Bytes>>> + Send,
{
    fn name(&self) -> &'static str {
        self.name
    }

    fn body_limit(&self) -> usize {
        self.body_limit
    }

    async fn call(&self, request: Request<Full<Bytes>>) -> Response<Full<Bytes>> {
        (self.answer)(request).await
    }
}
