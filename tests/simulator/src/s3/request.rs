use std::collections::BTreeMap;
use std::fmt;

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use bytes::Bytes;
use percent_encoding::percent_decode_str;

/// An operation of S3's, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Operation {
    HeadObject,
    GetObject,
    PutObject,
    CopyObject,
    DeleteObject,
    ListObjectsV2,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// A request, taken apart.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) operation: Operation,
    /// Key, or prefix of a listing.
    pub(crate) key: String,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Bytes,
}

impl Request {
    /// A request without headers.
    pub(crate) fn new(operation: Operation, key: &str) -> Self {
        let (query, headers, body) = (BTreeMap::new(), BTreeMap::new(), Bytes::new());
        Self { operation, key: key.to_owned(), query, headers, body }
    }

    /// What the SDK sends; `None` for an operation that no step uses on photos of a few bytes.
    pub(crate) fn read(request: &HttpRequest) -> Option<Self> {
        let uri = request.uri().trim_start_matches("http://");
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let query: BTreeMap<String, String> = pairs
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                (decode(name), decode(value))
            })
            .collect();
        let headers: BTreeMap<String, String> =
            request.headers().iter().map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
        let has = |name| query.contains_key(name);
        let operation = match request.method() {
            "HEAD" => Operation::HeadObject,
            "GET" if has("list-type") => Operation::ListObjectsV2,
            "GET" => Operation::GetObject,
            "DELETE" => Operation::DeleteObject,
            "PUT" if has("partNumber") => return None,
            "PUT" if headers.contains_key("x-amz-copy-source") => Operation::CopyObject,
            "PUT" => Operation::PutObject,
            _ => return None,
        };
        let key = query.get("prefix").cloned();
        let key = key.unwrap_or_else(|| decode(path.splitn(3, '/').nth(2).unwrap_or_default()));
        let body = request.body().bytes().map(Bytes::copy_from_slice).unwrap_or_default();
        Some(Self { operation, key, query, headers, body })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// Key of what is copied.
    pub(crate) fn copy_source(&self) -> String {
        let source = decode(self.header("x-amz-copy-source").unwrap_or_default());
        source
            .trim_start_matches('/')
            .split_once('/')
            .map_or_else(String::new, |(_bucket, key)| key.to_owned())
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.operation, self.key)?;
        if self.operation == Operation::CopyObject {
            write!(f, " <- {}", self.copy_source())?;
        }
        Ok(())
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
