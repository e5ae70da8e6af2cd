//! AWS JSON 1.0 over HTTP: what the SDKs, boto3 and the `aws` command speak with Step Functions.
//!
//! Source: <https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html>.

mod body;
mod json_service;

pub use body::BODY_LIMIT_BYTES;
pub use json_service::JsonService;
