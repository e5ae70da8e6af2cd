//! The real binary, called as Lambda calls it.

use std::iter::empty;

use apoyo_runtime_api::{Answer, BucketOnLoopback, Function};
use serde_json::json;

const BINARY: &str = env!("CARGO_BIN_EXE_apoyo-report");

#[tokio::test]
async fn photos_are_accounted_for_and_a_manifest_that_is_gone_has_a_name() {
    let bucket = BucketOnLoopback::open().await.unwrap();
    let mut report = Function::start(BINARY, bucket.variables()).await.unwrap();
    let mut event = bucket.event_for_report(b"a pylon").await.unwrap();
    let Answer::Response(totals) = report.invoke(event.clone()).await.unwrap() else { panic!("no totals") };
    assert_eq!((&totals["listed"], &totals["unaccounted"]), (&json!(1), &json!(1)));
    let page = bucket.get("ejecuciones/x/report.html").await.unwrap();
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains("pylon-lite0@"), "the shipped model is named");

    event["plan"]["manifest"] = json!("ejecuciones/x/gone.jsonl");
    let refused = report.invoke(event).await.unwrap();
    let Answer::Error { name, message } = refused else { panic!("{refused:?}") };
    assert_eq!(name, "Apoyo.NotFound");
    assert!(message.contains("ejecuciones/x/gone.jsonl"), "{message}");
}

#[tokio::test]
async fn an_event_of_another_shape_is_answered_with_the_field_that_is_wrong() {
    let bucket = BucketOnLoopback::open().await.unwrap();
    let mut report = Function::start(BINARY, bucket.variables()).await.unwrap();
    let answer = report.invoke(json!({"plan": {"execution": ""}})).await.unwrap();
    let Answer::Error { name, message } = answer else { panic!("{answer:?}") };
    assert_eq!(name, "Apoyo.InvalidInput");
    assert!(message.starts_with("input field plan.execution: "), "{message}");
}

#[tokio::test]
async fn without_its_environment_it_ends_and_says_what_is_missing() {
    let end = Function::start(BINARY, empty::<(&str, &str)>()).await.unwrap().end().await.unwrap();
    assert_eq!(end.status.code(), Some(1));
    let words = String::from_utf8_lossy(&end.stderr);
    assert!(words.contains("environment variable APOYO_BUCKET is not set"), "{words}");
}
