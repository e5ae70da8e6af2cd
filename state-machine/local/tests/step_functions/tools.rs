//! Other people's clients: boto3 and the `aws` command, over HTTP on loopback.

use std::sync::Arc;

use apoyo_clients::{aws, python, run, serve, told};
use apoyo_engine::{
    Engine, MAP_CONCURRENCY, MemoryObjects, MemoryStore, Parts, Realm, TaskRouter, TokioClock,
};
use apoyo_local::{JsonService, StepFunctions};

use crate::stage::{ROLE, pass};

/// An endpoint with the computer's clock; it lives as long as the test's runtime.
async fn endpoint() -> String {
    let engine = Engine::start(Parts {
        clock: Arc::new(TokioClock),
        store: Arc::new(MemoryStore::default()),
        tasks: Arc::new(TaskRouter::default()),
        objects: Arc::new(MemoryObjects::default()),
        realm: Realm::default(),
        seed: 1,
        map_concurrency: MAP_CONCURRENCY,
    });
    let service = JsonService::new(StepFunctions::new(Arc::new(engine)));
    serve(move |request| {
        let service = service.clone();
        async move { service.call(request).await }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn boto3_works() {
    let Some(python) = python() else { return };
    let endpoint = endpoint().await;
    let output = run(&endpoint, &python, &["-c", include_str!("boto3_works.py")]).await;
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("boto3 ok"), "{text} {}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_aws_command_works() {
    let Some(aws) = aws() else { return };
    let endpoint = endpoint().await;
    let call = async |args: &[&str]| {
        let output = run(&endpoint, &aws, &[&["stepfunctions"], args].concat()).await;
        told(&output)
    };
    let query = ["--query", "stateMachineArn", "--output", "text"];
    let create = ["create-state-machine", "--name", "m", "--definition", &pass(""), "--role-arn", ROLE];
    let (made, machine, err) = call(&[&create[..], &query].concat()).await;
    assert!(made, "{err}");
    let start = ["start-execution", "--state-machine-arn", &machine, "--name", "e", "--input", "{\"a\": 1}"];
    let (started, execution, err) =
        call(&[&start[..], &["--query", "executionArn", "--output", "text"]].concat()).await;
    assert!(started, "{err}");
    let history = [
        "get-execution-history",
        "--execution-arn",
        &execution,
        "--max-items",
        "1",
        "--query",
        "events[].type",
    ];
    let (_, events, _) = call(&history).await;
    assert!(events.contains("ExecutionStarted"), "{events}");
    let (found, _, err) = call(&["describe-execution", "--execution-arn", &format!("{execution}x")]).await;
    assert!(!found && err.contains("(ExecutionDoesNotExist)"), "{err}");
    let (_, names, _) =
        call(&["list-state-machines", "--query", "stateMachines[].name", "--output", "text"]).await;
    assert_eq!(names, "m");
}
