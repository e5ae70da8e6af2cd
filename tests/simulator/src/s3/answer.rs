use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;

/// An answer of S3's.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn ok(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new() }
    }

    pub(crate) fn xml(status: u16, body: &str) -> Self {
        let body = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body}").into();
        Self { body, ..Self::ok(status) }
    }

    /// An error of this code; with status 200 it is one that `CopyObject` meets after it has begun to answer.
    pub(crate) fn error(status: u16, code: &str) -> Self {
        Self::xml(status, &format!("<Error><Code>{code}</Code><Message>simulated</Message></Error>"))
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Whether it says, all of it, that what was asked is done.
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status) && !self.body.windows(7).any(|some| some == b"<Error>")
    }

    /// As HTTP. What answers HEAD has no body.
    pub(crate) fn into_http(self, to_head: bool) -> HttpResponse {
        let body = if to_head { SdkBody::empty() } else { SdkBody::from(self.body) };
        let status = self.status.try_into().expect("every status here is a legal one");
        let mut response = HttpResponse::new(status, body);
        for (name, value) in self.headers {
            response.headers_mut().insert(name, value);
        }
        response
    }
}
