//! The real binary, network and all, called as Lambda calls it.

use std::iter::empty;

use apoyo_fixtures::flat_jpeg;
use apoyo_runtime_api::{Answer, BucketOnLoopback, Function};
use serde_json::json;

const BINARY: &str = env!("CARGO_BIN_EXE_apoyo-classify");

#[tokio::test]
async fn a_photo_is_scored_and_one_that_is_gone_is_refused_by_name() {
    let bucket = BucketOnLoopback::open().await.unwrap();
    let mut classify = Function::start(BINARY, bucket.variables()).await.unwrap();
    let mut event = bucket.event_for_classify(&flat_jpeg(640, 480)).await.unwrap();
    let Answer::Response(classified) = classify.invoke(event.clone()).await.unwrap() else {
        panic!("no verdict")
    };
    assert!(classified["judgement"]["score"].is_number(), "{classified}");
    let thumbnail = classified["thumbnail"].as_str().unwrap();
    assert!(bucket.get(thumbnail).await.unwrap().starts_with(b"\xff\xd8"), "a JPEG");

    event["photo"]["key"] = json!("procesando/línea 4/gone.jpg");
    let refused = classify.invoke(event).await.unwrap();
    let Answer::Error { name, message } = refused else { panic!("{refused:?}") };
    assert_eq!(name, "Apoyo.NotFound");
    assert!(message.contains("is no longer what was staged"), "{message}");
}

/// A hostile file is data: the function answers, and goes on to the next photo.
#[tokio::test]
async fn bytes_that_are_no_photo_are_a_verdict() {
    let bucket = BucketOnLoopback::open().await.unwrap();
    let mut classify = Function::start(BINARY, bucket.variables()).await.unwrap();
    let event = bucket.event_for_classify(b"no photo").await.unwrap();
    let Answer::Response(classified) = classify.invoke(event).await.unwrap() else { panic!("no verdict") };
    assert_eq!(classified["judgement"]["verdict"], "review");
    assert_eq!(classified["judgement"]["reason"]["kind"], "unsupported");
}

#[tokio::test]
async fn an_event_of_another_shape_is_answered_with_the_field_that_is_wrong() {
    let bucket = BucketOnLoopback::open().await.unwrap();
    let mut classify = Function::start(BINARY, bucket.variables()).await.unwrap();
    let answer = classify.invoke(json!({"execution": "x", "photo": {"key": ""}})).await.unwrap();
    let Answer::Error { name, message } = answer else { panic!("{answer:?}") };
    assert_eq!(name, "Apoyo.InvalidInput");
    assert!(message.starts_with("input field photo.key: "), "{message}");
}

#[tokio::test]
async fn without_its_environment_or_with_a_wrong_one_it_ends_and_says_so() {
    let end = Function::start(BINARY, empty::<(&str, &str)>()).await.unwrap().end().await.unwrap();
    assert_eq!(end.status.code(), Some(1));
    let words = String::from_utf8_lossy(&end.stderr);
    assert!(words.contains("environment variable APOYO_BUCKET is not set"), "{words}");

    let wrong = [("APOYO_BUCKET", "fotos"), ("APOYO_MAX_PHOTO_BYTES", "0")];
    let end = Function::start(BINARY, wrong).await.unwrap().end().await.unwrap();
    assert_eq!(end.status.code(), Some(1));
    let words = String::from_utf8_lossy(&end.stderr);
    assert!(words.contains(r#"APOYO_MAX_PHOTO_BYTES is "0""#), "{words}");
}
