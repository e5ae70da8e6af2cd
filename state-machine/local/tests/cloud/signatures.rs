//! What is not signed, or not so that it can be read.

use crate::stage::Stage;

const TARGET: &str = "x-amz-target: AWSStepFunctions.ListStateMachines";
const KIND: &str = "content-type: application/x-amz-json-1.0";

#[tokio::test]
async fn a_request_that_nobody_signed_is_refused_in_the_services_words() {
    let stage = Stage::new().await;
    let host = format!("host: {}", stage.address);
    let (status, answer) = stage.send(&["POST / HTTP/1.1", &host, TARGET, KIND], "{}").await;
    assert_eq!(status, 403);
    let body = r#"{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}"#;
    assert!(answer.ends_with(body), "{answer}");
}

#[tokio::test]
async fn a_header_that_is_not_whole_says_what_lacks() {
    let stage = Stage::new().await;
    let host = format!("host: {}", stage.address);
    let header = "authorization: AWS4-HMAC-SHA256 Credential=apoyo/20261121/us-east-1/states/aws4_request";
    let (status, answer) = stage.send(&["POST / HTTP/1.1", &host, TARGET, header], "{}").await;
    assert_eq!(status, 403);
    assert!(answer.contains("IncompleteSignatureException"), "{answer}");
    assert!(answer.contains("Authorization header requires 'Signature' parameter."), "{answer}");
    let rest = header.replace("states", "lambda") + ", SignedHeaders=host, Signature=0";
    let dated = "x-amz-date: 20150830T123600Z";
    let (status, answer) = stage.send(&["GET /functions HTTP/1.1", &host, &rest, dated], "").await;
    assert_eq!(status, 403);
    assert!(answer.contains("x-amzn-errortype: InvalidSignatureException"), "{answer}");
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused_before_it_is_kept() {
    let stage = Stage::new().await;
    let host = format!("host: {}", stage.address);
    let header = "authorization: AWS4-HMAC-SHA256 Credential=apoyo/20261121/us-east-1/states/aws4_request, \
                  SignedHeaders=host, Signature=0";
    let body = " ".repeat(apoyo_local::BODY_LIMIT_BYTES + 1);
    let (status, answer) = stage.send(&["POST / HTTP/1.1", &host, TARGET, header], &body).await;
    assert_eq!(status, 413);
    assert!(answer.contains("RequestEntityTooLargeException"), "{answer}");
}
