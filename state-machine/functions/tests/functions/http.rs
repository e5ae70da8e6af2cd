//! Lambda's API as HTTP sees it.

use apoyo_functions::LambdaService;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};

use crate::stage::{Stage, TRIAL};

struct Reply {
    status: u16,
    headers: HeaderMap,
    body: Bytes,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Status, error type and message of a refusal.
    fn refusal(&self) -> (u16, &str, String) {
        let body = self.json();
        let message = body.get("Message").or_else(|| body.get("message")).and_then(Value::as_str);
        let name = self.headers["x-amzn-errortype"].to_str().unwrap();
        (self.status, name, message.unwrap().to_owned())
    }
}

async fn send(stage: &Stage, request: http::request::Builder, body: impl Into<Bytes>) -> Reply {
    let request = request.body(Full::new(body.into())).unwrap();
    let (head, body) = LambdaService::new(stage.functions.clone()).call(request).await.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    assert_eq!(head.headers["x-amzn-requestid"].len(), 36);
    Reply { status: head.status.as_u16(), headers: head.headers, body }
}

fn invoke(function: &str) -> http::request::Builder {
    Request::post(format!("/2015-03-31/functions/{function}/invocations"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invocation_is_answered_with_the_result() {
    let stage = Stage::trial(json!({}));
    for name in [
        "trial",
        "trial?Qualifier=%24LATEST",
        "arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Atrial",
    ] {
        let uri = match name.split_once('?') {
            Some((name, query)) => Request::post(format!("/2015-03-31/functions/{name}/invocations?{query}")),
            None => invoke(name),
        };
        let reply = send(&stage, uri, r#"{"do": "echo", "value": [1]}"#).await;
        assert_eq!((reply.status, &reply.body[..]), (200, &b"[1]"[..]), "{name}");
        assert_eq!(reply.headers["x-amz-executed-version"], "$LATEST");
        assert!(!reply.headers.contains_key("x-amz-function-error"));
        assert!(!reply.headers.contains_key("x-amz-log-result"));
    }
    assert_eq!(&send(&stage, invoke("trial"), "").await.body[..], b"null", "no payload is an empty object");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_the_function_is_a_success_of_the_call() {
    let stage = Stage::trial(json!({}));
    let event = r#"{"do": "fail", "type": "Mine", "message": "m"}"#;
    let reply = send(&stage, invoke("trial").header("x-amz-log-type", "Tail"), event).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.headers["x-amz-function-error"], "Unhandled");
    assert_eq!(reply.json(), json!({"errorType": "Mine", "errorMessage": "m"}));
    let log = STANDARD.decode(&reply.headers["x-amz-log-result"]).unwrap();
    assert!(String::from_utf8(log).unwrap().starts_with("START RequestId: "));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_and_an_event_have_no_body() {
    let stage = Stage::trial(json!({}));
    for (kind, status) in [("DryRun", 204), ("Event", 202)] {
        let reply = send(&stage, invoke("trial").header("x-amz-invocation-type", kind), "{}").await;
        assert_eq!((reply.status, reply.body.len()), (status, 0), "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trace_and_the_clients_context_reach_the_function() {
    let stage = Stage::trial(json!({}));
    let context = STANDARD.encode(r#"{"client": {"a": 1}}"#);
    let request =
        invoke("trial").header("x-amzn-trace-id", "Root=1-a-b").header("x-amz-client-context", context);
    let headers = send(&stage, request, r#"{"do": "headers"}"#).await.json();
    assert_eq!(headers["lambda-runtime-trace-id"], "Root=1-a-b");
    assert_eq!(headers["lambda-runtime-client-context"], r#"{"client": {"a": 1}}"#);
    for bad in ["?", "W10=", &"A".repeat(4000)] {
        let reply = send(&stage, invoke("trial").header("x-amz-client-context", bad), "{}").await;
        assert_eq!(reply.refusal().1, "InvalidRequestContentException", "{bad}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_invoked_is_refused_as_lambda_does() {
    let stage = Stage::new(json!({"f": {"command": ["cat"]}, "off": {"command": ["cat"], "concurrency": 0}}));
    let arn = "arn:aws:lambda:us-east-1:000000000000:function";
    let none = send(&stage, invoke("none"), "{}").await;
    assert_eq!(none.refusal(), (404, "ResourceNotFoundException", format!("Function not found: {arn}:none")));
    assert_eq!(none.json()["Type"], "User");
    let version = send(&stage, invoke("f%3A7"), "{}").await;
    assert_eq!(version.refusal().2, format!("Function not found: {arn}:f:7"));
    let off = send(&stage, invoke("off"), "{}").await;
    assert_eq!(off.refusal(), (429, "TooManyRequestsException", "Rate Exceeded.".into()));
    assert_eq!(off.json()["Reason"], "ReservedFunctionConcurrentInvocationLimitExceeded");
    let broken = send(&stage, invoke("f"), "{").await;
    assert_eq!((broken.status, broken.refusal().1), (400, "InvalidRequestContentException"));
    let long = send(&stage, invoke("f"), vec![b' '; (6 << 20) + 1]).await;
    let message = "Request must be smaller than 6291456 bytes for the InvokeFunction operation";
    assert_eq!(long.refusal(), (413, "RequestEntityTooLargeException", message.into()));
    for (header, value, parameter) in
        [("x-amz-invocation-type", "Later", "invocationType"), ("x-amz-log-type", "All", "logType")]
    {
        let reply = send(&stage, invoke("f").header(header, value), "{}").await;
        let (status, name, message) = reply.refusal();
        assert_eq!((status, name), (400, "ValidationException"));
        assert!(message.contains(&format!("Value '{value}' at '{parameter}'")), "{message}");
    }
    let name = send(&stage, invoke("a%20b"), "{}").await;
    assert_eq!((name.status, name.refusal().1), (400, "ValidationException"));
    let contradiction = Request::post("/2015-03-31/functions/f:1/invocations?Qualifier=2");
    assert_eq!(send(&stage, contradiction, "{}").await.refusal().1, "InvalidParameterValueException");
}

#[tokio::test(flavor = "multi_thread")]
async fn functions_are_listed_page_by_page() {
    let many = (0..120).map(|number| (format!("f{number:03}"), json!({"command": ["cat"]})));
    let stage = Stage::new(Value::Object(many.collect()));
    let mut uri = "/2015-03-31/functions/".to_owned();
    let (mut pages, mut names) = (Vec::new(), Vec::new());
    loop {
        let page = send(&stage, Request::get(&uri), "").await.json();
        let listed = page["Functions"].as_array().unwrap();
        pages.push(listed.len());
        names.extend(listed.iter().map(|function| function["FunctionName"].as_str().unwrap().to_owned()));
        let Some(marker) = page.get("NextMarker").and_then(Value::as_str) else { break };
        uri = format!("/2015-03-31/functions/?Marker={marker}&MaxItems=10000");
    }
    assert_eq!(pages, [50, 50, 20]);
    assert!(names.is_sorted() && names.len() == 120);
    for bad in ["MaxItems=0", "MaxItems=x", "MaxItems=10001", "Marker=?"] {
        let reply = send(&stage, Request::get(format!("/2015-03-31/functions?{bad}")), "").await;
        assert_eq!(reply.status, 400, "{bad}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_is_described_as_it_was_declared() {
    let fields = json!({"timeoutSeconds": 9, "memoryMebibytes": 512, "environment": {"LEVEL": "fine"}, "concurrency": 2});
    let stage = Stage::trial(fields);
    let whole = send(&stage, Request::get("/2015-03-31/functions/trial"), "").await.json();
    let configuration =
        send(&stage, Request::get("/2015-03-31/functions/trial/configuration"), "").await.json();
    assert_eq!(whole["Configuration"], configuration);
    assert_eq!(whole["Concurrency"], json!({"ReservedConcurrentExecutions": 2}));
    assert_eq!(whole["Code"]["Location"], format!("file://{TRIAL}"));
    for (member, value) in [
        ("FunctionArn", json!("arn:aws:lambda:us-east-1:000000000000:function:trial")),
        ("Timeout", json!(9)),
        ("MemorySize", json!(512)),
        ("Environment", json!({"Variables": {"LEVEL": "fine"}})),
        ("State", json!("Active")),
        ("Version", json!("$LATEST")),
    ] {
        assert_eq!(configuration[member], value, "{member}");
    }
    let none = send(&stage, Request::get("/2015-03-31/functions/none"), "").await;
    assert_eq!(none.refusal().1, "ResourceNotFoundException");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_that_is_not_here_is_told_with_what_is() {
    let stage = Stage::trial(json!({}));
    let reply = send(&stage, Request::delete("/2015-03-31/functions/trial"), "").await;
    let (status, name, message) = reply.refusal();
    assert_eq!((status, name), (501, "UnknownOperationException"));
    assert!(message.starts_with("DELETE /2015-03-31/functions/trial is not here"), "{message}");
}
