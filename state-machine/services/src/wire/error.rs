use serde_json::Value;

use super::ApiReply;
use super::tree::Element;
use crate::model::{Model, Protocol};

/// What a service says of a call that it refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServiceError {
    /// HTTP status.
    pub(crate) status: u16,
    /// The name of the error's type on the wire, as in `QueueDoesNotExist`; none where the reply had no body.
    pub(crate) code: Option<String>,
    /// The code that it had in the query protocol, where the service once spoke that: as in
    /// `AWS.SimpleQueueService.NonExistentQueue`.
    pub(crate) query_code: Option<String>,
    /// What it says; none where the reply had no body.
    pub(crate) message: Option<String>,
    /// Id of the request.
    pub(crate) request_id: Option<String>,
    /// The second id, which S3 gives.
    pub(crate) extended_request_id: Option<String>,
}

/// Headers with the request's id, by service.
const REQUEST_ID: [&str; 2] = ["x-amzn-requestid", "x-amz-request-id"];

impl ServiceError {
    /// The error that a reply is, whatever its status: S3 may say so in the body of a 200.
    pub(super) fn of(model: &Model, reply: &ApiReply) -> Self {
        let text = String::from_utf8_lossy(&reply.body);
        let error = match model.protocol {
            Protocol::Json | Protocol::RestJson => Self::from_json(reply, &text),
            Protocol::Query | Protocol::RestXml => Self::from_xml(reply, &text),
        };
        let request_id = || REQUEST_ID.iter().find_map(|name| reply.header(name)).map(str::to_owned);
        Self {
            request_id: error.request_id.or_else(request_id),
            extended_request_id: error
                .extended_request_id
                .or_else(|| reply.header("x-amz-id-2").map(str::to_owned)),
            ..error
        }
    }

    fn without_body(reply: &ApiReply) -> Self {
        Self {
            status: reply.status,
            code: None,
            query_code: None,
            message: None,
            request_id: None,
            extended_request_id: None,
        }
    }

    /// The name is in a header or in the body, and may have a namespace before `#` or an address after `:`.
    fn from_json(reply: &ApiReply, text: &str) -> Self {
        let body: Value = serde_json::from_str(text).unwrap_or_default();
        let member = |names: [&str; 2]| names.iter().find_map(|name| body.get(name)?.as_str());
        let code = reply.header("x-amzn-errortype").or_else(|| member(["__type", "code"]));
        let query_code = reply.header("x-amzn-query-error").and_then(|error| error.split(';').next());
        let plain = |code: &str| {
            let code = code.split(':').next().unwrap_or(code);
            code.rsplit('#').next().unwrap_or(code).to_owned()
        };
        let message = member(["message", "Message"]).map(str::to_owned);
        let query_code = query_code.map(str::to_owned);
        Self { code: code.map(plain), query_code, message, ..Self::without_body(reply) }
    }

    fn from_xml(reply: &ApiReply, text: &str) -> Self {
        let Some(root) = Element::parse(text) else { return Self::without_body(reply) };
        let said = |name: &str| root.find(name).map(|element| element.text.clone());
        Self {
            status: reply.status,
            code: said("Code"),
            query_code: None,
            message: said("Message"),
            request_id: said("RequestId"),
            extended_request_id: said("HostId"),
        }
    }
}
