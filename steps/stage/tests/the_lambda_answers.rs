//! The real binary, called as Lambda calls it.

use std::iter::empty;

use apoyo_runtime_api::{Answer, BucketOnLoopback, Function};
use serde_json::json;

const BINARY: &str = env!("CARGO_BIN_EXE_apoyo-stage");
const PHOTO: &[u8] = b"a pylon";

#[tokio::test]
async fn a_photo_is_claimed_and_one_that_does_not_wait_is_refused_by_name() {
    let bucket = BucketOnLoopback::open().await.unwrap();
    let mut stage = Function::start(BINARY, bucket.variables()).await.unwrap();
    let mut event = bucket.event_for_stage(PHOTO).await.unwrap();
    let Answer::Response(staged) = stage.invoke(event.clone()).await.unwrap() else { panic!("no claim") };
    assert_eq!(
        (&staged["claim"], &staged["photo"]["subPath"]),
        (&json!("staged"), &json!("línea 4/torre 7.jpg"))
    );
    let key = staged["photo"]["key"].as_str().unwrap();
    assert_eq!(bucket.get(key).await.unwrap(), PHOTO);

    event["photo"]["key"] = json!("procesadas/a.jpg");
    let refused = stage.invoke(event).await.unwrap();
    let Answer::Error { name, message } = refused else { panic!("{refused:?}") };
    assert_eq!(name, "Apoyo.InvalidInput");
    assert!(message.contains("procesadas/a.jpg") && message.contains("outside"), "{message}");
}

#[tokio::test]
async fn an_event_of_another_shape_is_answered_with_the_field_that_is_wrong() {
    let bucket = BucketOnLoopback::open().await.unwrap();
    let mut stage = Function::start(BINARY, bucket.variables()).await.unwrap();
    let answer = stage.invoke(json!({"execution": "x", "photo": {"key": ""}})).await.unwrap();
    let Answer::Error { name, message } = answer else { panic!("{answer:?}") };
    assert_eq!(name, "Apoyo.InvalidInput");
    assert!(message.starts_with("input field photo.key: ") && message.contains("empty"), "{message}");
}

/// S3 that does not answer is machinery that failed: the state machine tries again.
#[tokio::test]
async fn s3_out_of_reach_is_transient() {
    let bucket = BucketOnLoopback::open().await.unwrap();
    let closed = [("AWS_ENDPOINT_URL", "http://127.0.0.1:9".to_owned())];
    let mut stage = Function::start(BINARY, bucket.variables().into_iter().chain(closed)).await.unwrap();
    let answer = stage.invoke(bucket.event_for_stage(PHOTO).await.unwrap()).await.unwrap();
    let Answer::Error { name, message } = answer else { panic!("{answer:?}") };
    assert_eq!(name, "Apoyo.Transient", "{message}");
}

#[tokio::test]
async fn without_its_environment_it_ends_and_says_what_is_missing() {
    let end = Function::start(BINARY, empty::<(&str, &str)>()).await.unwrap().end().await.unwrap();
    assert_eq!(end.status.code(), Some(1));
    let words = String::from_utf8_lossy(&end.stderr);
    assert!(words.contains("environment variable APOYO_BUCKET is not set"), "{words}");
}
