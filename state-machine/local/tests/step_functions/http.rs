//! The endpoint as HTTP sees it.

use apoyo_local::{BODY_LIMIT_BYTES, JsonService};
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};

use crate::stage::Stage;

async fn send(request: Request<Full<Bytes>>) -> (Response<()>, Value) {
    let service = JsonService::new(Stage::new().api);
    let (head, body) = service.call(request).await.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    (Response::from_parts(head, ()), serde_json::from_slice(&bytes).unwrap())
}

fn post(target: &str, body: impl Into<Bytes>) -> Request<Full<Bytes>> {
    Request::post("/").header("X-Amz-Target", target).body(Full::new(body.into())).unwrap()
}

#[tokio::test]
async fn a_reply_is_aws_json_with_an_id() {
    let (head, body) = send(post("AWSStepFunctions.ListStateMachines", "{}")).await;
    assert_eq!((head.status(), body), (StatusCode::OK, json!({"stateMachines": []})));
    assert_eq!(head.headers()["content-type"], "application/x-amz-json-1.0");
    assert_eq!(head.headers()["x-amzn-requestid"].len(), 36);
    let (head, _) = send(post("AWSStepFunctions.ListStateMachines", "")).await;
    assert_eq!(head.status(), StatusCode::OK, "no body is an empty request");
}

#[tokio::test]
async fn a_refusal_names_its_type() {
    let (head, body) =
        send(post("AWSStepFunctions.DescribeStateMachine", "{\"stateMachineArn\": \"m\"}")).await;
    assert_eq!(head.status(), StatusCode::BAD_REQUEST);
    assert_eq!(body, json!({"__type": "InvalidArn", "message": "Invalid Arn: 'Invalid ARN prefix: m'"}));
    let labeled = json!({"stateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:m/l"});
    let (_, body) = send(post("AWSStepFunctions.DescribeStateMachine", labeled.to_string())).await;
    assert_eq!(body["reason"], "API_DOES_NOT_SUPPORT_LABELED_ARNS");
}

#[tokio::test]
async fn what_is_no_request_of_the_service_is_an_unknown_operation() {
    let get = Request::get("/")
        .header("X-Amz-Target", "AWSStepFunctions.ListActivities")
        .body(Full::default())
        .unwrap();
    let elsewhere = Request::post("/x")
        .header("X-Amz-Target", "AWSStepFunctions.ListActivities")
        .body(Full::default())
        .unwrap();
    let bare = Request::post("/").body(Full::default()).unwrap();
    for request in
        [get, elsewhere, bare, post("AWSStepFunctions.Nothing", "{}"), post("AWSOther.ListActivities", "{}")]
    {
        let (head, body) = send(request).await;
        assert_eq!(
            (head.status(), &body["__type"]),
            (StatusCode::BAD_REQUEST, &json!("UnknownOperationException"))
        );
    }
}

#[tokio::test]
async fn a_body_of_another_kind_is_no_request() {
    for (media_type, status) in [
        ("application/x-amz-json-1.0", StatusCode::OK),
        ("application/x-amz-json-1.1; charset=utf-8", StatusCode::OK),
        ("text/plain", StatusCode::BAD_REQUEST),
        ("application/x-www-form-urlencoded", StatusCode::BAD_REQUEST),
    ] {
        let mut request = post("AWSStepFunctions.ListActivities", "{}");
        request.headers_mut().insert("content-type", media_type.parse().unwrap());
        assert_eq!(send(request).await.0.status(), status, "{media_type}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_told() {
    for body in ["{", "[1", "\u{feff}{}", "nothing"] {
        let (head, reply) = send(post("AWSStepFunctions.ListActivities", body)).await;
        assert_eq!(
            (head.status(), &reply["__type"]),
            (StatusCode::BAD_REQUEST, &json!("SerializationException")),
            "{body}"
        );
    }
    let (_, reply) = send(post("AWSStepFunctions.ListActivities", "[]")).await;
    assert_eq!(reply["__type"], "SerializationException");
}

#[tokio::test]
async fn a_request_has_a_limit() {
    let long = vec![b' '; BODY_LIMIT_BYTES + 1];
    let (head, reply) = send(post("AWSStepFunctions.ListActivities", long)).await;
    assert_eq!(
        (head.status(), &reply["__type"]),
        (StatusCode::PAYLOAD_TOO_LARGE, &json!("RequestEntityTooLargeException"))
    );
}

#[tokio::test]
async fn the_trace_of_the_header_comes_before_that_of_the_body() {
    let stage = Stage::new();
    let machine = stage.create("m", &crate::stage::pass("")).await;
    let params = json!({"stateMachineArn": machine, "name": "e", "traceHeader": "body"});
    let mut request = post("AWSStepFunctions.StartExecution", params.to_string());
    request.headers_mut().insert("x-amzn-trace-id", "Root=header".parse().unwrap());
    assert!(JsonService::is_meant_by(&request));
    JsonService::new(stage.api.clone()).call(request).await;
    let execution = machine.replace(":stateMachine:", ":execution:") + ":e";
    let described = stage.ok("DescribeExecution", json!({"executionArn": execution})).await;
    assert_eq!(described["traceHeader"], "Root=header");
}
