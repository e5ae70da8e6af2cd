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
        } else {
            "{\"MessageId\": \"m\"}"
        };
        let response = HttpResponse::new(200.try_into().unwrap(), SdkBody::from(text));
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
    let seen = aws.0.lock().unwrap().clone();
    seen
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
