//! Figures, not promises: `cargo test --release -p apoyo-local --test step_functions measure -- --ignored --nocapture`.

use std::time::Instant;

use apoyo_local::JsonService;
use bytes::Bytes;
use futures::StreamExt;
use http::Request;
use http_body_util::Full;
use serde_json::json;

use crate::stage::{Stage, pass};

#[expect(clippy::disallowed_methods, reason = "a measurement reads the real clock")]
fn now() -> Instant {
    Instant::now()
}

fn start_of(machine: &str) -> Request<Full<Bytes>> {
    let body = json!({"stateMachineArn": machine, "input": "{\"a\": 1}"}).to_string();
    Request::post("/")
        .header("X-Amz-Target", "AWSStepFunctions.StartExecution")
        .body(Full::new(body.into()))
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn starting_and_listing_20_000_executions() {
    const CALLS: u32 = 20_000;
    let stage = Stage::new();
    let machine = stage.create("m", &pass("")).await;
    let service = JsonService::new(stage.api.clone());
    let start = now();
    let calls = futures::stream::iter(0..CALLS).map(|_| service.call(start_of(&machine)));
    let answered =
        calls.buffer_unordered(32).filter(|it| std::future::ready(it.status() == 200)).count().await;
    assert_eq!(answered, CALLS as usize);
    println!("StartExecution, 32 at once: {:.0} a second", f64::from(CALLS) / start.elapsed().as_secs_f64());
    for filter in [json!({}), json!({"statusFilter": "FAILED"})] {
        let mut params = filter.clone();
        params["stateMachineArn"] = machine.as_str().into();
        let start = now();
        stage.ok("ListExecutions", params).await;
        println!("ListExecutions {filter}: {:?}", start.elapsed());
    }
}
