//! Replay: what failed is run again, once.

use std::time::Duration;

use apoyo_operate::{OperateError, Replay, ReplayAction, ReplayOver};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::stage::{Stage, Turns, reference};
use crate::steps::Trouble;

async fn replay(stage: &Stage, name: &str) -> Replay {
    stage.site.replay(&reference(name)).await.unwrap()
}

async fn input(stage: &Stage, name: &str) -> Value {
    let arn = format!("arn:aws:states:us-east-1:000000000000:execution:triage:{name}");
    let described = stage.api.call("DescribeExecution", json!({"executionArn": arn})).await.unwrap();
    serde_json::from_str(described["input"].as_str().unwrap()).unwrap()
}

async fn end(stage: &Stage, name: &str) -> String {
    stage.site.watch(&reference(name), &Turns, |_| {}).await.unwrap().status
}

#[tokio::test]
async fn photos_that_failed_are_taken_up_by_their_keys_and_only_once() {
    let stage = Stage::new().await;
    stage.three().await;
    stage.trouble([Trouble::Fails("keep", "a.jpg")]);
    assert_eq!(stage.run("night", &json!({"keepAbove": 0.85})).await, "FAILED");
    stage.trouble([]);
    stage.put("sin procesar/new.jpg", "0.9 new").await;
    let done = replay(&stage, "night").await;
    let ReplayAction::Started { started_name, over, instead_of_redrive, .. } = &done.action else {
        panic!("{done:?}")
    };
    assert_eq!((started_name.as_str(), over), ("night-replay", &ReplayOver::Keys { photos: 1 }));
    assert!(!instead_of_redrive.is_empty());
    let given = input(&stage, "night-replay").await;
    assert_eq!(given["keys"], json!(["sin procesar/línea 4/a.jpg"]));
    assert_eq!(given["keepAbove"], 0.85);
    assert_eq!(end(&stage, "night-replay").await, "SUCCEEDED");
    let photos = stage.photos();
    assert!(photos.contains_key("procesadas/línea 4/a.jpg"), "{photos:?}");
    assert!(photos.contains_key("sin procesar/new.jpg"), "only what was unfinished: {photos:?}");
    let again = replay(&stage, "night").await;
    let ReplayAction::ReplayedBefore { started_name, status, .. } = &again.action else {
        panic!("{again:?}")
    };
    assert_eq!((started_name.as_str(), status.as_str()), ("night-replay", "SUCCEEDED"));
}

#[tokio::test]
async fn all_that_failed_are_replayed_and_those_that_succeeded_or_were_stopped_are_not() {
    let stage = Stage::new().await;
    stage.three().await;
    stage.run("good", &json!({})).await;
    stage.put("sin procesar/d.jpg", "0.9 more").await;
    stage.trouble([Trouble::Fails("keep", "d.jpg")]);
    assert_eq!(stage.run("bad", &json!({})).await, "FAILED");
    stage.put("sin procesar/e.jpg", "0.9 even more").await;
    stage.trouble([Trouble::Hangs("stage", "e.jpg")]);
    stage.start("stopped", &json!({"keys": ["sin procesar/e.jpg"]})).await;
    stage.site.stop(&reference("stopped"), "enough").await.unwrap();
    stage.trouble([]);
    let replays = stage.site.replay_failed(Timestamp::UNIX_EPOCH).await.unwrap();
    let names: Vec<&str> = replays.iter().map(|replay| replay.name.as_str()).collect();
    assert_eq!(names, ["bad"]);
    assert_eq!(end(&stage, "bad-replay").await, "SUCCEEDED");
    assert!(stage.photos().contains_key("procesadas/d.jpg"));
    assert!(stage.site.replay_failed(Timestamp::MAX).await.unwrap().is_empty(), "none so late");
}

#[tokio::test]
async fn what_failed_before_its_report_is_redriven_and_reports() {
    let stage = Stage::new().await;
    stage.three().await;
    stage.trouble([Trouble::Fails("report", "")]);
    assert_eq!(stage.run("night", &json!({})).await, "FAILED");
    stage.trouble([]);
    assert_eq!(replay(&stage, "night").await.action, ReplayAction::Redriven);
    assert_eq!(end(&stage, "night").await, "SUCCEEDED");
    let facts = stage.site.show(&reference("night")).await.unwrap();
    assert_eq!((facts.redrives, facts.photos.unwrap().kept), (1, 1));
    assert!(facts.redriven.is_some());
}

/// An execution that was stopped while one photo of three was looked at.
async fn stopped() -> Stage {
    let stage = Stage::new().await;
    stage.three().await;
    stage.trouble([Trouble::Hangs("classify", "c.jpg")]);
    stage.start("night", &json!({})).await;
    stage.until_only_c_is_in_work().await;
    let refused = stage.site.replay(&reference("night")).await.unwrap_err();
    assert!(matches!(&refused, OperateError::NotEnded { .. }), "{refused}");
    stage.site.stop(&reference("night"), "enough").await.unwrap();
    stage.trouble([]);
    stage
}

#[tokio::test]
async fn what_was_stopped_is_redriven_with_what_it_had_not_sorted() {
    let stage = stopped().await;
    assert_eq!(replay(&stage, "night").await.action, ReplayAction::Redriven);
    assert_eq!(end(&stage, "night").await, "SUCCEEDED");
    assert!(stage.photos().contains_key("descartadas/línea 4/c.jpg"), "{:?}", stage.photos());
}

#[tokio::test]
async fn what_cannot_be_redriven_any_more_is_done_by_a_new_execution() {
    let stage = stopped().await;
    stage.clock.advance_time_by(Duration::from_hours(15 * 24));
    let done = replay(&stage, "night").await;
    let ReplayAction::Started { started_name, over, instead_of_redrive, .. } = &done.action else {
        panic!("{done:?}")
    };
    assert_eq!((started_name.as_str(), over), ("night-replay", &ReplayOver::Keys { photos: 1 }));
    assert!(instead_of_redrive.contains("NOT_REDRIVABLE"), "{instead_of_redrive}");
    assert_eq!(input(&stage, "night-replay").await["keys"], json!(["sin procesar/línea 4/c.jpg"]));
    assert_eq!(end(&stage, "night-replay").await, "SUCCEEDED");
    assert!(stage.photos().contains_key("descartadas/línea 4/c.jpg"), "{:?}", stage.photos());
}

#[tokio::test]
async fn what_listed_nothing_and_cannot_be_redriven_is_started_with_its_own_input() {
    let stage = Stage::new().await;
    stage.three().await;
    stage.trouble([Trouble::Fails("list", "")]);
    assert_eq!(stage.run("night", &json!({"folder": "línea 4"})).await, "FAILED");
    stage.trouble([]);
    stage.clock.advance_time_by(Duration::from_hours(15 * 24));
    let done = replay(&stage, "night").await;
    let ReplayAction::Started { started_name, over, .. } = &done.action else { panic!("{done:?}") };
    assert_eq!(*over, ReplayOver::SameInput);
    assert_eq!(input(&stage, started_name).await, json!({"folder": "línea 4"}));
    assert_eq!(end(&stage, started_name).await, "SUCCEEDED");
}

#[tokio::test]
async fn what_succeeded_has_nothing_to_replay() {
    let stage = Stage::new().await;
    stage.run("night", &json!({})).await;
    let done = replay(&stage, "night").await;
    assert_eq!(done.action, ReplayAction::Nothing { why: "it succeeded".into() });
}
