//! Functions that are a fresh process for every event.

use std::time::Duration;

use apoyo_engine::FunctionError;
use serde_json::{Value, json};

use crate::stage::{Stage, error_of, until};

fn shell(script: &str) -> Stage {
    Stage::new(json!({"f": {"command": ["sh", "-c", script], "timeoutSeconds": 60}}))
}

async fn error(script: &str) -> Value {
    shell(script).error("f", &json!({})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_gets_the_event_and_gives_the_result() {
    let stage = shell("cat");
    for value in [json!({"a": [1, "ñ"]}), json!("x".repeat(300_000))] {
        assert_eq!(stage.result("f", &value).await, value);
    }
    assert_eq!(shell("true").result("f", &json!(1)).await, json!(null));
    let own = shell("echo \"[\\\"$AWS_LAMBDA_FUNCTION_NAME\\\", \\\"$AWS_ENDPOINT_URL\\\"]\"");
    assert_eq!(own.result("f", &json!(1)).await, json!(["f", "http://127.0.0.1:4566"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_nobody_reads_is_no_trouble() {
    let large = json!("x".repeat(1_000_000));
    assert_eq!(shell("echo 1").result("f", &large).await, 1);
    assert_eq!(shell("exec <&-; echo 1").result("f", &large).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_fails_is_named_by_its_last_words() {
    let named = error("echo before >&2; echo ValueError: too big >&2; exit 3").await;
    assert_eq!(
        named,
        json!({"errorType": "ValueError", "errorMessage": "too big", "stackTrace": ["before"]})
    );
    let told = error("echo something broke >&2; exit 1").await;
    assert_eq!(told, json!({"errorType": "Runtime.ExitError", "errorMessage": "something broke"}));
    let message = "RequestId: ID Error: Runtime exited with error: exit status 4";
    assert_eq!(error("exit 4").await, json!({"errorType": "Runtime.ExitError", "errorMessage": message}));
    let message = "RequestId: ID Error: Runtime exited with error: signal: killed";
    assert_eq!(error("kill -9 $$").await, json!({"errorType": "Runtime.ExitError", "errorMessage": message}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_machine_sees_the_name() {
    let Err(FunctionError::Function(document)) =
        shell("echo '{\"errorType\": \"Mine\"}' >&2; exit 1").task("f", &json!({})).await
    else {
        panic!("no error")
    };
    assert_eq!(document["errorType"], "Mine");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_command_leaves_running_is_killed_and_not_waited_for() {
    let stage = shell("tail -f /dev/null & echo $! > left; echo 1");
    assert_eq!(stage.result("f", &json!({})).await, 1);
    let left = std::fs::read_to_string(stage.folder.path().join("left")).unwrap();
    until(|| !crate::stage::runs(left.trim().parse().unwrap())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_has_the_limits_of_a_function() {
    let error = error("head -c 7000000 /dev/zero").await;
    assert_eq!(error["errorType"], "Function.ResponseSizeTooLarge");
    let clock = apoyo_engine::ManualClock::default();
    let config = json!({"f": {"command": ["sh", "-c", "echo > begun; exec tail -f /dev/null"]}});
    let stage = Stage::at(config, std::sync::Arc::new(clock.clone()));
    let functions = stage.functions.clone();
    let event = apoyo_functions::Event::new("{}");
    let hanging = tokio::spawn(async move { functions.invoke("f", event).await.unwrap() });
    until(|| stage.folder.path().join("begun").exists()).await;
    clock.advance_time_by(Duration::from_secs(3));
    assert_eq!(error_of(&hanging.await.unwrap())["errorType"], "Sandbox.Timedout");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_command_starts_counts_for_its_memory() {
    // The trailing `:` keeps the shell, so that `tail` is what holds the memory, and a child.
    let stage = Stage::new(json!({"f": {
        "command": ["sh", "-c", "head -c 200000000 /dev/zero | tail -c 200000000 > big; tail -f /dev/null; :"],
        "timeoutSeconds": 60,
    }}));
    let error = stage.error("f", &json!({})).await;
    assert!(error["errorMessage"].as_str().unwrap().ends_with("signal: killed"), "{error}");
    assert!(stage.log("f").contains("Runtime.OutOfMemory"), "{}", stage.log("f"));
}
