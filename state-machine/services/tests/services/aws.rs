//! AWS itself, as far as it can be tried without it: which hosts are called, who signs, and in which role.

use std::fmt;
use std::sync::{Arc, Mutex};

use apoyo_engine::Engine;
use apoyo_services::{Endpoints, Reach};
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};

use crate::scene::{engine, run, signer};

/// One request: its address, who signed it, its body.
type Seen = (String, String, String);

/// Answers in the place of AWS and writes down what it was asked.
#[derive(Clone, Default)]
struct Aws(Arc<Mutex<Vec<Seen>>>);

impl fmt::Debug for Aws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Aws")
    }
}

impl HttpClient for Aws {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Aws {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let uri = request.uri().to_owned();
        let by = request.headers().get("authorization").unwrap_or_default().to_owned();
        let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned();
        self.0.lock().unwrap().push((uri.clone(), by, body));
        let text = if uri.starts_with("https://sts.") {
            "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ROLE</AccessKeyId>\
             <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken></Credentials>\
             </AssumeRoleResult></AssumeRoleResponse>"
        } else if uri.contains("/functions/") {
            "{\"errorType\": \"Own\", \"errorMessage\": \"m\"}"
        } else {
            "{\"MessageId\": \"m\"}"
        };
        let mut response = HttpResponse::new(200.try_into().unwrap(), SdkBody::from(text));
        response.headers_mut().insert("x-amz-executed-version", "7");
        if uri.contains("/fails/") {
            response.headers_mut().insert("x-amz-function-error", "Unhandled");
        }
        HttpConnectorFuture::ready(Ok(response))
    }
}

fn aws() -> (Engine, Aws) {
    let (aws, signer) = (Aws::default(), signer("MACHINE", "s"));
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(signer.credentials)
        .http_client(aws.clone())
        .build();
    (engine(Endpoints::of(config, Reach::Aws)), aws)
}

async fn seen(resource: &str, arguments: Value) -> Vec<Seen> {
    let (engine, aws) = aws();
    run(&engine, resource, &arguments).await;
    aws.0.lock().unwrap().clone()
}

#[tokio::test]
async fn a_service_is_called_at_its_host_in_the_region() {
    let queue = json!({"QueueUrl": "q", "MessageBody": "m"});
    let (uri, by, body) = seen("arn:aws:states:::sqs:sendMessage", queue).await.remove(0);
    assert_eq!(uri, "https://sqs.eu-west-1.amazonaws.com/");
    assert!(by.starts_with("AWS4-HMAC-SHA256 Credential=MACHINE/") && by.contains("/eu-west-1/sqs/"), "{by}");
    assert_eq!(body, "{\"MessageBody\":\"m\",\"QueueUrl\":\"q\"}");
    let place = json!({"Bucket": "photos", "Key": "a b/ñ.jpg"});
    let (uri, by, _) = seen("arn:aws:states:::aws-sdk:s3:headObject", place).await.remove(0);
    assert_eq!(uri, "https://photos.s3.eu-west-1.amazonaws.com/a%20b/%C3%B1.jpg");
    assert!(by.contains("/eu-west-1/s3/") && by.contains("x-amz-content-sha256"), "{by}");
}

#[tokio::test]
async fn a_task_with_credentials_is_signed_for_by_its_role() {
    let (engine, aws) = aws();
    let role = "arn:aws:iam::111111111111:role/other";
    let definition = json!({"StartAt": "Call", "States": {"Call": {
        "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Credentials": {"RoleArn": role},
        "Parameters": {"QueueUrl": "q", "MessageBody": "m"}, "End": true,
    }}});
    let machine = engine.create_state_machine(
        "m",
        apoyo_asl::MachineType::Standard,
        (&definition.to_string(), "arn:aws:iam::000000000000:role/test"),
    );
    let started = engine.start_execution(&machine.unwrap(), None, "{}").await.unwrap();
    assert_eq!(engine.wait_for_end(&started.execution_arn).await.unwrap().failure, None);
    let seen = aws.0.lock().unwrap();
    let (uri, by, body) = &seen[0];
    assert_eq!(uri, "https://sts.eu-west-1.amazonaws.com/");
    assert!(by.contains("Credential=MACHINE/"), "{by}");
    assert!(body.contains("Action=AssumeRole") && body.contains("role%2Fother"), "{body}");
    assert!(
        seen[1].1.contains("Credential=ROLE/") && seen[1].1.contains("x-amz-security-token"),
        "{}",
        seen[1].1
    );
}

#[tokio::test]
async fn a_function_is_invoked_by_its_name_and_by_its_arn() {
    let (engine, aws) = aws();
    let optimised = "arn:aws:states:::lambda:invoke";
    let invoked = run(&engine, optimised, &json!({"FunctionName": "f", "Payload": {"a": 1}})).await;
    let result = invoked.output.unwrap();
    assert_eq!(result["Payload"]["errorType"], "Own");
    assert_eq!((&result["ExecutedVersion"], &result["StatusCode"]), (&json!("7"), &json!(200)));
    assert_eq!(result["SdkHttpMetadata"]["HttpStatusCode"], 200);
    let direct = run(&engine, "arn:aws:lambda:eu-west-1:111111111111:function:f", &json!([1])).await;
    assert_eq!(direct.output.unwrap()["errorMessage"], "m");
    let sdk = run(&engine, "arn:aws:states:::aws-sdk:lambda:invoke", &json!({"FunctionName": "f"})).await;
    assert!(sdk.output.unwrap()["Payload"].is_string());
    let seen = aws.0.lock().unwrap();
    let host = "https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/";
    assert_eq!((&seen[0].0, &seen[0].2), (&format!("{host}f/invocations"), &"{\"a\":1}".to_owned()));
    let arn = "arn%3Aaws%3Alambda%3Aeu-west-1%3A111111111111%3Afunction%3Af";
    assert_eq!((&seen[1].0, &seen[1].2), (&format!("{host}{arn}/invocations"), &"[1]".to_owned()));
}

#[tokio::test]
async fn a_functions_failure_has_its_own_name() {
    let (engine, _) = aws();
    let failed = run(&engine, "arn:aws:states:::lambda:invoke", &json!({"FunctionName": "fails"})).await;
    assert_eq!(failed.failure.unwrap().name(), "Own");
    let reply =
        run(&engine, "arn:aws:states:::aws-sdk:lambda:invoke", &json!({"FunctionName": "fails"})).await;
    assert_eq!(reply.output.unwrap()["FunctionError"], "Unhandled");
}
