//! The real binary, called as Lambda calls it.

use std::iter::empty;

use apoyo_photo::Verdict;
use apoyo_runtime_api::{Answer, BucketOnLoopback, Function};
use serde_json::json;

const BINARY: &str = env!("CARGO_BIN_EXE_apoyo-delete");
const PHOTO: &[u8] = b"an empty field";

#[tokio::test]
async fn a_photo_goes_to_the_trash_and_one_without_a_score_is_refused_by_name() {
    let bucket = BucketOnLoopback::open().await.unwrap();
    let mut delete = Function::start(BINARY, bucket.variables()).await.unwrap();
    let mut event = bucket.event_for_settling(PHOTO, Verdict::Discard).await.unwrap();
    let Answer::Response(outcome) = delete.invoke(event.clone()).await.unwrap() else { panic!("no outcome") };
    assert_eq!(
        (&outcome["outcome"], &outcome["to"]),
        (&json!("trash"), &json!("descartadas/línea 4/torre 7.jpg"))
    );
    assert_eq!(bucket.get("descartadas/línea 4/torre 7.jpg").await.unwrap(), PHOTO);

    event["classified"]["judgement"]["score"].take();
    let refused = delete.invoke(event).await.unwrap();
    let Answer::Error { name, message } = refused else { panic!("{refused:?}") };
    assert_eq!(name, "Apoyo.InvalidInput");
    assert!(message.contains("it has no score"), "{message}");
}

#[tokio::test]
async fn an_event_of_another_shape_is_answered_with_the_field_that_is_wrong() {
    let bucket = BucketOnLoopback::open().await.unwrap();
    let mut delete = Function::start(BINARY, bucket.variables()).await.unwrap();
    let answer = delete.invoke(json!({"execution": "x", "photo": 7})).await.unwrap();
    let Answer::Error { name, message } = answer else { panic!("{answer:?}") };
    assert_eq!(name, "Apoyo.InvalidInput");
    assert!(message.starts_with("input field photo: "), "{message}");
}

#[tokio::test]
async fn without_its_environment_or_with_a_wrong_one_it_ends_and_says_so() {
    let delete = Function::start(BINARY, empty::<(&str, &str)>()).await.unwrap();
    let end = delete.end().await.unwrap();
    assert_eq!(end.status.code(), Some(1));
    let words = String::from_utf8_lossy(&end.stderr);
    assert!(words.contains("environment variable APOYO_BUCKET is not set"), "{words}");

    let wrong = [("APOYO_BUCKET", "fotos"), ("APOYO_TRASH_RETENTION_DAYS", "a month")];
    let end = Function::start(BINARY, wrong).await.unwrap().end().await.unwrap();
    assert_eq!(end.status.code(), Some(1));
    let words = String::from_utf8_lossy(&end.stderr);
    assert!(words.contains(r#"APOYO_TRASH_RETENTION_DAYS is "a month""#), "{words}");
}
