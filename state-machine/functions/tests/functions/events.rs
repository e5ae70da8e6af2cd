//! Invocations of the type `Event`.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use apoyo_engine::{Clock, FunctionError, InvokeFunction, ManualClock};
use apoyo_functions::{FunctionName, InProcess, LambdaService};
use async_trait::async_trait;
use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::stage::{Stage, start, until};

/// Counts in a file how often it ran, and fails as often as `fails` says.
fn counting(fails: u32) -> Value {
    let script = format!("cat >> events; echo >> count; [ $(wc -l < count) -gt {fails} ]");
    json!({"f": {"command": ["sh", "-c", script]}})
}

async fn accept(stage: &Stage, payload: &str) -> u16 {
    let request =
        Request::post("/2015-03-31/functions/f/invocations").header("x-amz-invocation-type", "Event");
    let request = request.body(Full::new(Bytes::from(payload.to_owned()))).unwrap();
    LambdaService::new(stage.functions.clone()).call(request).await.status().as_u16()
}

fn count(stage: &Stage) -> usize {
    std::fs::read_to_string(stage.folder.path().join("count")).unwrap_or_default().lines().count()
}

fn waiting(folder: &Path) -> usize {
    std::fs::read_dir(folder.join("own/events")).map_or(0, Iterator::count)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_accepted_and_runs_once() {
    let stage = Stage::new(counting(0));
    assert_eq!(accept(&stage, "{\"a\": 1}").await, 202);
    until(|| waiting(stage.folder.path()) == 0).await;
    assert_eq!(count(&stage), 1);
    assert_eq!(std::fs::read_to_string(stage.folder.path().join("events")).unwrap(), "{\"a\": 1}");
}

/// Always fails, and remembers when.
struct Failing {
    clock: ManualClock,
    at: Arc<Mutex<Vec<Timestamp>>>,
}

#[async_trait]
impl InvokeFunction for Failing {
    async fn invoke(&self, _: &str, _: &Value) -> Result<Value, FunctionError> {
        self.at.lock().unwrap().push(self.clock.now());
        Err(FunctionError::Function(json!({"errorType": "Always"})))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_fails_is_tried_again_after_one_and_two_minutes_and_then_given_up() {
    let (clock, at, folder) = (ManualClock::default(), Arc::default(), tempfile::tempdir().unwrap());
    let failing = Failing { clock: clock.clone(), at: Arc::clone(&at) };
    let own = InProcess::new([FunctionName::try_from("f".to_owned()).unwrap()], Arc::new(failing));
    let functions = start(json!({}), folder.path(), Arc::new(clock.clone()), Some(own)).unwrap();
    let stage = Stage { functions, folder };
    assert_eq!(accept(&stage, "1").await, 202);
    while waiting(stage.folder.path()) > 0 {
        clock.advance_time_by(Duration::from_secs(1));
        tokio::task::yield_now().await;
    }
    let [first, second, third] = at.lock().unwrap()[..] else { panic!("{at:?}") };
    assert!(second.duration_since(first) >= SignedDuration::from_mins(1));
    assert!(third.duration_since(second) >= SignedDuration::from_mins(2));
}

/// Failures that are on disk of the one event that waits.
fn failures(stage: &Stage) -> Option<u64> {
    let entry = std::fs::read_dir(stage.folder.path().join("own/events")).ok()?.next()?.ok()?;
    serde_json::from_slice::<Value>(&std::fs::read(entry.path()).ok()?).ok()?["failed"].as_u64()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_process_goes_on_with_what_was_accepted() {
    let clock = ManualClock::default();
    let stage = Stage::at(counting(1), Arc::new(clock.clone()));
    assert_eq!(accept(&stage, "1").await, 202);
    until(|| failures(&stage) == Some(1)).await;
    // Its event waits for a minute that never comes.
    let stage = stage.restarted(counting(1), Arc::new(clock.clone()));
    until(|| waiting(stage.folder.path()) == 0).await;
    assert_eq!(count(&stage), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_cannot_be_kept_is_not_accepted() {
    let stage = Stage::new(counting(0));
    std::fs::create_dir(stage.folder.path().join("own")).unwrap();
    std::fs::write(stage.folder.path().join("own/events"), "").unwrap();
    assert_eq!(accept(&stage, "1").await, 500);
    assert_eq!(count(&stage), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_has_a_limit_of_its_own() {
    let stage = Stage::new(counting(0));
    let long = |bytes: usize| format!("\"{}\"", "x".repeat(bytes - 2));
    assert_eq!(accept(&stage, &long(1 << 20)).await, 202);
    assert_eq!(accept(&stage, &long((1 << 20) + 1)).await, 413);
}
