//! The real binary, called as Lambda calls it.

use std::iter::empty;

use apoyo_runtime_api::{Answer, BucketOnLoopback, Function};
use serde_json::json;

const BINARY: &str = env!("CARGO_BIN_EXE_apoyo-list");

#[tokio::test]
async fn photos_are_listed_into_the_manifest_and_a_rule_that_is_broken_is_named() {
    let bucket = BucketOnLoopback::open().await.unwrap();
    let mut list = Function::start(BINARY, bucket.variables()).await.unwrap();
    let mut event = bucket.event_for_list(b"a pylon").await.unwrap();
    let Answer::Response(plan) = list.invoke(event.clone()).await.unwrap() else { panic!("no plan") };
    assert_eq!((&plan["photos"], &plan["bytes"]), (&json!(1), &json!(7)));
    let manifest = bucket.get(plan["manifest"].as_str().unwrap()).await.unwrap();
    assert!(String::from_utf8(manifest).unwrap().contains("sin procesar/línea 4/torre 7.jpg"));

    event["input"]["lane"] = json!("batch");
    let refused = list.invoke(event).await.unwrap();
    let Answer::Error { name, message } = refused else { panic!("{refused:?}") };
    assert_eq!(name, "Apoyo.InvalidInput");
    assert!(message.contains("`batch` is not deployed here"), "{message}");
}

#[tokio::test]
async fn a_bucket_that_is_not_there_has_a_name_of_its_own() {
    let bucket = BucketOnLoopback::open().await.unwrap();
    let elsewhere = bucket.variables().into_iter().chain([("APOYO_BUCKET", "elsewhere".to_owned())]);
    let mut list = Function::start(BINARY, elsewhere).await.unwrap();
    let answer = list.invoke(bucket.event_for_list(b"a pylon").await.unwrap()).await.unwrap();
    let Answer::Error { name, message } = answer else { panic!("{answer:?}") };
    assert_eq!(name, "Apoyo.NotFound", "{message}");
}

#[tokio::test]
async fn an_event_of_another_shape_is_answered_with_the_field_that_is_wrong() {
    let bucket = BucketOnLoopback::open().await.unwrap();
    let mut list = Function::start(BINARY, bucket.variables()).await.unwrap();
    let answer = list.invoke(json!({"execution": ""})).await.unwrap();
    let Answer::Error { name, message } = answer else { panic!("{answer:?}") };
    assert_eq!(name, "Apoyo.InvalidInput");
    assert!(message.starts_with("input field execution: "), "{message}");
}

#[tokio::test]
async fn without_its_environment_it_ends_and_says_what_is_missing() {
    let end = Function::start(BINARY, empty::<(&str, &str)>()).await.unwrap().end().await.unwrap();
    assert_eq!(end.status.code(), Some(1));
    let words = String::from_utf8_lossy(&end.stderr);
    assert!(words.contains("environment variable APOYO_BUCKET is not set"), "{words}");

    let end = Function::start(BINARY, [("APOYO_BUCKET", "fotos")]).await.unwrap().end().await.unwrap();
    assert_eq!(end.status.code(), Some(1));
    let words = String::from_utf8_lossy(&end.stderr);
    assert!(words.contains("environment variable APOYO_STATE_MACHINE_ARN is not set"), "{words}");
}
