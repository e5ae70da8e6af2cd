//! Services that are not there.

use apoyo_services::{Endpoint, Endpoints, ServiceRunner, Signer};
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_smithy_http_client::Builder;
use serde_json::json;
use tokio::net::TcpListener;

use crate::scene::{engine, failure, signer};

#[tokio::test]
async fn a_service_without_an_endpoint_says_which_setting_is_missing() {
    let engine = engine(Endpoints::none());
    let arguments = json!({"TopicArn": "arn:aws:sns:us-east-1:0:t", "Message": "m"});
    let (error, cause) = failure(&engine, "arn:aws:states:::sns:publish", arguments).await;
    assert_eq!(error, "States.Runtime");
    for word in ["arn:aws:states:::sns:publish", "'Call'", "AWS_ENDPOINT_URL_SNS", "AWS_ENDPOINT_URL "] {
        assert!(cause.replace('"', "'").contains(word), "{word}: {cause}");
    }
}

#[test]
fn a_runner_says_beforehand_what_it_cannot_run() {
    let http = Builder::new().build_http();
    let endpoint = Endpoint::new("http://127.0.0.1:1", http, signer("k", "s")).unwrap();
    let endpoints = Endpoints::none().service("sqs", endpoint);
    let runner = ServiceRunner::new(endpoints, std::sync::Arc::new(apoyo_engine::TokioClock));
    assert_eq!(runner.check("arn:aws:states:::sqs:sendMessage.waitForTaskToken"), Ok(()));
    assert!(runner.check("arn:aws:states:::sns:publish").unwrap_err().contains("AWS_ENDPOINT_URL_SNS"));
    assert!(runner.check("arn:aws:states:::aws-sdk:sqs:sendMessages").unwrap_err().contains("no operation"));
}

/// Has no keys, or cannot load them.
#[derive(Debug)]
struct NoKeys(fn() -> CredentialsError);

impl ProvideCredentials for NoKeys {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::ready(Err((self.0)()))
    }
}

#[tokio::test]
async fn keys_that_are_missing_are_told_before_and_while_a_task_runs() {
    let resource = "arn:aws:states:::aws-sdk:sqs:listQueues";
    for (error, words) in [
        (
            (|| CredentialsError::not_loaded("none")) as fn() -> _,
            "no credentials are configured to call sqs with: set",
        ),
        (
            || CredentialsError::provider_error("expired"),
            "the credentials to call sqs with cannot be loaded: ",
        ),
    ] {
        let signer =
            Signer { region: "us-east-1".into(), credentials: SharedCredentialsProvider::new(NoKeys(error)) };
        let endpoint = Endpoint::new("http://127.0.0.1:1", Builder::new().build_http(), signer).unwrap();
        let endpoints = Endpoints::none().service("sqs", endpoint);
        let runner = ServiceRunner::new(endpoints.clone(), std::sync::Arc::new(apoyo_engine::TokioClock));
        assert_eq!(runner.check(resource), Ok(()));
        let said = runner.check_with_keys(resource).await.unwrap_err();
        assert!(said.starts_with(words), "{said}");
        let (name, cause) = failure(&engine(endpoints), resource, json!({})).await;
        assert_eq!(name, "States.Runtime");
        assert!(cause.ends_with(&said), "{cause}");
    }
}

#[tokio::test]
async fn a_service_that_nobody_knows_says_what_there_is() {
    let engine = engine(Endpoints::none());
    let (error, cause) = failure(&engine, "arn:aws:states:::aws-sdk:polly:synthesizeSpeech", json!({})).await;
    assert_eq!(error, "States.Runtime");
    assert!(cause.contains("there is no service \"polly\" here, only batch, cloudwatchlogs, "), "{cause}");
}

#[tokio::test]
async fn arguments_that_the_service_does_not_take_never_leave() {
    let engine = engine(Endpoints::none());
    let arguments = json!({"MessageBody": "m", "Delay": 1});
    let (error, cause) = failure(&engine, "arn:aws:states:::sqs:sendMessage", arguments).await;
    assert_eq!(error, "States.Runtime");
    let wanted = "The Parameters '{\"MessageBody\":\"m\",\"Delay\":1}' could not be used to start the Task: \
                  [The field 'QueueUrl' is required but was missing, The field \"Delay\" is not supported by Step Functions]";
    assert!(cause.contains(wanted), "{cause}");
}

#[tokio::test]
async fn an_address_where_nobody_listens_is_a_failure_that_can_be_retried() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let endpoint =
        Endpoint::new(&format!("http://127.0.0.1:{port}"), Builder::new().build_http(), signer("k", "s"))
            .unwrap();
    let engine = engine(Endpoints::none().service("sqs", endpoint));
    let arguments = json!({"QueueUrl": "q", "MessageBody": "m"});
    let (error, cause) = failure(&engine, "arn:aws:states:::sqs:sendMessage", arguments.clone()).await;
    assert_eq!(error, "SQS.SdkClientException");
    assert!(cause.starts_with("Unable to execute HTTP request: "), "{cause}");
    let (error, _) = failure(&engine, "arn:aws:states:::aws-sdk:sqs:sendMessage", arguments).await;
    assert_eq!(error, "Sqs.SdkClientException");
}
