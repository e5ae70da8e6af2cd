use std::collections::BTreeMap;

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::byte_stream::{AggregatedBytes, ByteStream};
use bytes::Bytes;
use percent_encoding::percent_decode_str;

use super::script::Call;

/// A request, taken apart.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) key: String,
    pub(super) query: BTreeMap<String, String>,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Bytes,
}

impl Request {
    pub(super) async fn read(mut request: HttpRequest) -> Self {
        let uri = request.uri().trim_start_matches("http://").to_owned();
        let (path, query) = uri.split_once('?').unwrap_or((&uri, ""));
        let key = path.splitn(3, '/').nth(2).unwrap_or_default();
        let query = query.split('&').filter(|pair| !pair.is_empty());
        let query = query.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        });
        let headers = request.headers().iter().map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        Self {
            method: request.method().to_owned(),
            key: decode(key),
            query: query.collect(),
            headers: headers.collect(),
            body: ByteStream::new(request.take_body())
                .collect()
                .await
                .map(AggregatedBytes::into_bytes)
                .unwrap_or_default(),
        }
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    pub(super) fn call(&self) -> Call {
        let has = |name| self.query.contains_key(name);
        let operation = match self.method.as_str() {
            "HEAD" => "HeadObject",
            "GET" if has("list-type") => "ListObjectsV2",
            "GET" => "GetObject",
            "DELETE" => "DeleteObject",
            "POST" if has("uploads") => "CreateMultipartUpload",
            "POST" => "CompleteMultipartUpload",
            _ if has("partNumber") => "UploadPart",
            _ if self.headers.contains_key("x-amz-copy-source") => "CopyObject",
            _ => "PutObject",
        };
        let key = self.query.get("prefix").unwrap_or(&self.key).clone();
        Call { operation, key }
    }
}

pub(super) fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
