//! How often a function runs at once.

use std::path::Path;

use apoyo_functions::{Event, FunctionSet, Invoked, Refusal};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::stage::{Stage, until};

/// Says that it began, and goes on once it may.
const GATED: &str = "n=$(cat); echo > begun$n; while [ ! -e go ]; do :; done; echo $n";

fn config(concurrency: Option<u16>) -> Value {
    json!({"f": {"command": ["sh", "-c", GATED], "concurrency": concurrency, "timeoutSeconds": 60}})
}

fn invoke(functions: &FunctionSet, number: usize) -> JoinHandle<Result<Invoked, Refusal>> {
    let functions = functions.clone();
    tokio::spawn(async move { functions.invoke("f", Event::new(number.to_string())).await })
}

fn begun(folder: &Path) -> usize {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_str().unwrap().starts_with("begun")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_what_is_reserved_is_refused() {
    let stage = Stage::new(config(Some(1)));
    let first = invoke(&stage.functions, 1);
    until(|| begun(stage.folder.path()) == 1).await;
    let refused = stage.refused("f", "2").await;
    assert_eq!(refused.code(), "TooManyRequestsException");
    assert_eq!(refused, Refusal::TooMany { reason: "ReservedFunctionConcurrentInvocationLimitExceeded" });
    std::fs::write(stage.folder.path().join("go"), "").unwrap();
    assert!(!first.await.unwrap().unwrap().answer.is_error());
    assert_eq!(stage.result("f", &json!(3)).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_with_nothing_reserved_never_runs() {
    let stage = Stage::new(config(Some(0)));
    assert_eq!(stage.refused("f", "1").await.code(), "TooManyRequestsException");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_reservation_more_wait_for_their_turn() {
    let stage = Stage::new(config(None));
    let at_once = 4 * std::thread::available_parallelism().unwrap().get();
    let all: Vec<_> = (0..at_once + 3).map(|number| invoke(&stage.functions, number)).collect();
    until(|| begun(stage.folder.path()) == at_once).await;
    assert!(all.iter().all(|one| !one.is_finished()));
    std::fs::write(stage.folder.path().join("go"), "").unwrap();
    for one in all {
        assert!(!one.await.unwrap().unwrap().answer.is_error());
    }
}
