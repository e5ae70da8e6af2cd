//! What an HTTP task sends and gets, at the level `TRACE`.
//!
//! Told is what the state gives: what a connection adds, and what the transport does, only the runner of the task knows.
//! Source: <https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html>.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::response::{HttpRequest, HttpResponse};
use crate::history::Integration;
use crate::machine::{Kind, State};

/// Whether a state calls an HTTP endpoint.
pub(super) fn is_http(state: &State) -> bool {
    matches!(&state.kind, Kind::Task(task)
        if matches!(&task.integration, Integration::Service { resource_type, .. } if &**resource_type == "http"))
}

/// The request that a task with these arguments makes.
pub(super) fn request(arguments: &Value) -> HttpRequest {
    let text = |member: &str| arguments[member].as_str().unwrap_or_default();
    let endpoint = text("ApiEndpoint");
    let body = &arguments["RequestBody"];
    HttpRequest {
        protocol: protocol(endpoint),
        method: text("Method").to_owned(),
        url: url(endpoint, arguments["QueryParameters"].as_object()),
        headers: headers(arguments["Headers"].as_object()),
        body: (!body.is_null()).then(|| plain(body)),
    }
}

/// The response that a task gave as its result.
pub(super) fn response(result: &Value, endpoint: &str) -> HttpResponse {
    HttpResponse {
        protocol: protocol(endpoint),
        status_code: plain(&result["StatusCode"]),
        status_message: plain(&result["StatusText"]),
        headers: headers(result["Headers"].as_object()),
        body: plain(&result["ResponseBody"]),
    }
}

fn protocol(endpoint: &str) -> String {
    endpoint.split_once("://").map_or("https", |(scheme, _)| scheme).to_owned()
}

fn url(endpoint: &str, query: Option<&Map<String, Value>>) -> String {
    let parameters: Vec<String> = query
        .into_iter()
        .flatten()
        .flat_map(|(name, value)| {
            values(value).map(|value| format!("{}={}", encoded(name), encoded(&value))).collect::<Vec<_>>()
        })
        .collect();
    match (parameters.is_empty(), endpoint.contains('?')) {
        (true, _) => endpoint.to_owned(),
        (false, true) => format!("{endpoint}&{}", parameters.join("&")),
        (false, false) => format!("{endpoint}?{}", parameters.join("&")),
    }
}

fn headers(headers: Option<&Map<String, Value>>) -> String {
    let lines: Vec<String> = headers
        .into_iter()
        .flatten()
        .map(|(name, value)| format!("{name}: {}", values(value).collect::<Vec<_>>().join(", ")))
        .collect();
    format!("[{}]", lines.join(", "))
}

/// One text, or several in a list.
fn values(value: &Value) -> impl Iterator<Item = String> {
    let all = match value {
        Value::Array(all) => all.as_slice(),
        one => std::slice::from_ref(one),
    };
    all.iter().map(plain)
}

/// A text as it is, anything else as JSON; nothing of null.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_request_is_told_as_the_service_writes_it() {
        let told = request(&json!({
            "ApiEndpoint": "https://example.com/a", "Method": "POST", "Headers": {"x": "1", "y": ["2", "3"]},
            "QueryParameters": {"q": "a b", "r": ["1", "2"]}, "RequestBody": {"ñ": 1}
        }));
        assert_eq!(told.protocol, "https");
        assert_eq!(told.method, "POST");
        assert_eq!(told.url, "https://example.com/a?q=a%20b&r=1&r=2");
        assert_eq!(told.headers, "[x: 1, y: 2, 3]");
        assert_eq!(told.body.as_deref(), Some("{\"ñ\":1}"));
    }

    #[test]
    fn a_response_is_read_from_the_result_of_the_task() {
        let result = json!({"StatusCode": 200, "StatusText": "OK", "Headers": {"date": ["today"]}, "ResponseBody": "hi"});
        let told = response(&result, "http://localhost");
        assert_eq!((told.protocol.as_str(), told.status_code.as_str()), ("http", "200"));
        assert_eq!((told.headers.as_str(), told.body.as_str()), ("[date: today]", "hi"));
    }
}
