use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;

/// An answer under way to HTTP.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Bytes,
}

impl Answer {
    pub(super) fn ok() -> Self {
        Self { status: 200, headers: Vec::new(), body: Bytes::new() }
    }

    pub(super) fn xml(body: &str) -> Self {
        let body = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body}").into();
        Self { body, ..Self::ok() }
    }

    pub(super) fn error(status: u16, code: &str) -> Self {
        let body = format!("<Error><Code>{code}</Code><Message>by the script</Message></Error>");
        Self { status, ..Self::xml(&body) }
    }

    pub(super) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// As HTTP; an answer to HEAD has no body, which is why S3's errors to it have no code.
    pub(super) fn into_http(self, to_head: bool) -> HttpResponse {
        let body = if to_head { SdkBody::empty() } else { SdkBody::from(self.body) };
        let status = self.status.try_into().expect("the model answers with legal statuses");
        let mut response = HttpResponse::new(status, body);
        for (name, value) in self.headers {
            response.headers_mut().insert(name, value);
        }
        response
    }
}
