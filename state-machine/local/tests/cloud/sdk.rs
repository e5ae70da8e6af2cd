//! AWS's SDK for Rust, over HTTP.

use aws_sdk_sfn::Client;
use aws_sdk_sfn::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_sfn::error::ProvideErrorMetadata as _;
use aws_sdk_sfn::types::ExecutionStatus;

use crate::stage::{KEYS, Stage};

const ROLE: &str = "arn:aws:iam::000000000000:role/r";
const DEFINITION: &str = r#"{"StartAt": "Ñ", "States": {"Ñ": {"Type": "Pass", "End": true}}}"#;

fn client(stage: &Stage, (id, secret): (&str, &str)) -> Client {
    let config = aws_sdk_sfn::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(stage.endpoint())
        .credentials_provider(Credentials::new(id, secret, None, None, "test"))
        .http_client(aws_smithy_http_client::Builder::new().build_http());
    Client::from_conf(config.build())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sdk_is_let_in_with_the_keys_only() {
    let stage = Stage::new().await;
    let sfn = client(&stage, KEYS);
    let made =
        sfn.create_state_machine().name("m").definition(DEFINITION).role_arn(ROLE).send().await.unwrap();
    let start = sfn.start_execution().state_machine_arn(made.state_machine_arn()).input("{\"é\": 1}");
    let execution = start.send().await.unwrap().execution_arn;
    let mut status = ExecutionStatus::Running;
    while status == ExecutionStatus::Running {
        status = sfn.describe_execution().execution_arn(&execution).send().await.unwrap().status;
    }
    assert_eq!(status, ExecutionStatus::Succeeded);
    for (keys, code) in [
        (("apoyo", "guessed"), "InvalidSignatureException"),
        (("other", KEYS.1), "UnrecognizedClientException"),
    ] {
        let refused = client(&stage, keys).list_activities().send().await.unwrap_err();
        assert_eq!(refused.code(), Some(code));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_poll_of_the_sdk_is_answered_when_a_task_comes() {
    let stage = Stage::new().await;
    let sfn = client(&stage, KEYS);
    let activity = sfn.create_activity().name("a").send().await.unwrap().activity_arn;
    let poll = tokio::spawn(sfn.get_activity_task().activity_arn(&activity).send());
    let ask = format!(
        r#"{{"StartAt": "A", "States": {{"A": {{"Type": "Task", "Resource": "{activity}", "End": true}}}}}}"#
    );
    let made = sfn.create_state_machine().name("m").definition(ask).role_arn(ROLE).send().await.unwrap();
    sfn.start_execution().state_machine_arn(made.state_machine_arn()).input("[1]").send().await.unwrap();
    assert_eq!(poll.await.unwrap().unwrap().input(), Some("[1]"));
}
