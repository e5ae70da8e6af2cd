use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use serde_json::Value;

use super::{form, json, rest};
use crate::arguments::Fault;
use crate::model::{Model, Operation, Protocol};

/// A request, before it is known where it goes and who signs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiRequest {
    pub(crate) method: String,
    /// Path, percent-encoded, from `/` on.
    pub(crate) path: String,
    /// Query, not encoded.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// The request of an operation, from what [`crate::arguments::prepare`] gave.
///
/// # Errors
/// An argument that cannot be part of a path or a header.
pub(crate) fn request(
    model: &Model,
    (name, operation): (&str, &Operation),
    value: &Value,
) -> Result<ApiRequest, Fault> {
    let mut request = match model.protocol {
        Protocol::Json => {
            let mut request = posted(model.json_type(), json::body(model, operation, value));
            request.headers.push(("x-amz-target".to_owned(), model.target(name)));
            request
        }
        Protocol::Query => posted(
            "application/x-www-form-urlencoded".to_owned(),
            form::body(model, (name, operation), value),
        ),
        Protocol::RestJson | Protocol::RestXml => rest::request(model, operation, value)?,
    };
    if operation.checksum {
        let digest = STANDARD.encode(Md5::digest(&request.body));
        request.headers.push(("content-md5".to_owned(), digest));
    }
    if !request.body.is_empty() || request.method != "GET" {
        // An HTTP client would add it; what takes the request without one needs it too.
        request.headers.push(("content-length".to_owned(), request.body.len().to_string()));
    }
    Ok(request)
}

fn posted(content_type: String, body: Vec<u8>) -> ApiRequest {
    ApiRequest {
        method: "POST".to_owned(),
        path: "/".to_owned(),
        query: Vec::new(),
        headers: vec![("content-type".to_owned(), content_type)],
        body,
    }
}
