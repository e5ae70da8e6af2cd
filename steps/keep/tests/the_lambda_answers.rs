//! The real binary, called as Lambda calls it.

use std::iter::empty;

use apoyo_photo::Verdict;
use apoyo_runtime_api::{Answer, BucketOnLoopback, Function};
use serde_json::json;

const BINARY: &str = env!("CARGO_BIN_EXE_apoyo-keep");
const PHOTO: &[u8] = b"a pylon";

#[tokio::test]
async fn a_photo_is_moved_and_what_is_refused_is_refused_by_name() {
    let bucket = BucketOnLoopback::open().await.unwrap();
    let mut keep = Function::start(BINARY, bucket.variables()).await.unwrap();
    let mut event = bucket.event_for_settling(PHOTO, Verdict::Keep).await.unwrap();
    let Answer::Response(outcome) = keep.invoke(event.clone()).await.unwrap() else { panic!("no outcome") };
    assert_eq!(
        (&outcome["outcome"], &outcome["to"]),
        (&json!("kept"), &json!("procesadas/línea 4/torre 7.jpg"))
    );
    assert_eq!(bucket.get("procesadas/línea 4/torre 7.jpg").await.unwrap(), PHOTO);

    event["classified"]["judgement"]["verdict"] = json!("discard");
    let refused = keep.invoke(event).await.unwrap();
    let Answer::Error { name, message } = refused else { panic!("{refused:?}") };
    assert_eq!(name, "Apoyo.InvalidInput");
    assert!(message.contains("verdict discard"), "{message}");
}

#[tokio::test]
async fn an_event_of_another_shape_is_answered_with_the_field_that_is_wrong() {
    let bucket = BucketOnLoopback::open().await.unwrap();
    let mut keep = Function::start(BINARY, bucket.variables()).await.unwrap();
    let answer = keep.invoke(json!({"execution": "x", "photo": {"key": ""}})).await.unwrap();
    let Answer::Error { name, message } = answer else { panic!("{answer:?}") };
    assert_eq!(name, "Apoyo.InvalidInput");
    assert!(message.starts_with("input field photo.key: "), "{message}");
}

#[tokio::test]
async fn without_its_environment_it_ends_and_says_what_is_missing() {
    let keep = Function::start(BINARY, empty::<(&str, &str)>()).await.unwrap();
    let end = keep.end().await.unwrap();
    assert_eq!(end.status.code(), Some(1));
    let words = String::from_utf8_lossy(&end.stderr);
    assert!(words.contains("environment variable APOYO_BUCKET is not set"), "{words}");
}
