//! Processes that stay: who an event runs in, and until when.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use crate::stage::{Stage, runs, until};

async fn process(stage: &Stage) -> u64 {
    stage.result("trial", &json!({"do": "environment"})).await["process"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_process_serves_one_event_after_another() {
    let stage = Stage::trial(json!({}));
    let first = process(&stage).await;
    for _ in 0..10 {
        assert_eq!(process(&stage).await, first);
    }
    assert_eq!(stage.log("trial").matches("Init Duration").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn events_at_once_have_processes_of_their_own() {
    let stage = Stage::trial(json!({"timeoutSeconds": 1, "concurrency": 3}));
    let hang = |_| {
        let functions = stage.functions.clone();
        let event = apoyo_functions::Event::new(r#"{"do": "hang"}"#);
        tokio::spawn(async move { functions.invoke("trial", event).await })
    };
    let hanging: Vec<_> = (0..2).map(hang).collect();
    let processes: BTreeSet<u64> = [process(&stage).await, process(&stage).await].into();
    assert_eq!(processes.len(), 1, "the third was free again");
    for one in hanging {
        assert!(one.await.unwrap().unwrap().answer.is_error());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_nobody_needs_for_minutes_ends() {
    let (stage, clock) = Stage::standing(json!({}));
    let first = process(&stage).await;
    clock.advance_time_by(Duration::from_mins(6));
    until(|| !runs(first)).await;
    assert_ne!(process(&stage).await, first);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_that_is_built_anew_is_what_runs_next() {
    let folder = tempfile::tempdir().unwrap();
    let (bootstrap, next) = (folder.path().join("bootstrap"), folder.path().join("next"));
    std::fs::copy(crate::stage::TRIAL, &bootstrap).unwrap();
    let stage = Stage::new(json!({"trial": {"bootstrap": bootstrap}}));
    let first = process(&stage).await;
    std::fs::copy(&bootstrap, &next).unwrap();
    std::fs::remove_file(&bootstrap).unwrap();
    assert_eq!(process(&stage).await, first, "while there is nothing new, what runs goes on");
    std::fs::rename(&next, &bootstrap).unwrap();
    assert_ne!(process(&stage).await, first);
    until(|| !runs(first)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_end_with_the_functions() {
    let stage = Stage::trial(json!({}));
    let first = process(&stage).await;
    assert!(runs(first));
    drop(stage);
    until(|| !runs(first)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invocation_goes_on_where_nobody_waits_for_it() {
    let stage = Stage::new(
        json!({"f": {"command": ["sh", "-c", "cat > taken; while [ ! -e go ]; do :; done; mv taken done"]}}),
    );
    let functions = stage.functions.clone();
    let waiting = tokio::spawn(async move { functions.invoke("f", apoyo_functions::Event::new("1")).await });
    until(|| stage.folder.path().join("taken").exists()).await;
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    std::fs::write(stage.folder.path().join("go"), "").unwrap();
    until(|| stage.folder.path().join("done").exists()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_comes_with_what_lambda_says_about_it() {
    let stage = Stage::trial(json!({"timeoutSeconds": 7}));
    let invoked = stage.invoke("trial", &json!({"do": "headers"})).await;
    let headers: Value = serde_json::from_slice(invoked.answer.payload()).unwrap();
    assert_eq!(headers["lambda-runtime-aws-request-id"], invoked.id.as_str());
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:trial";
    assert_eq!(headers["lambda-runtime-invoked-function-arn"], arn);
    assert!(headers["lambda-runtime-trace-id"].as_str().unwrap().starts_with("Root=1-"));
    let (standing, _clock) = Stage::standing(json!({"timeoutSeconds": 7}));
    let headers = standing.result("trial", &json!({"do": "headers"})).await;
    assert_eq!(headers["lambda-runtime-deadline-ms"], "7000");
}
