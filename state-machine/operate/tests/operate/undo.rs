//! Undo: twice, killed half-way, after the retention rule, beside newer uploads.

use std::collections::BTreeMap;

use apoyo_delete::Retention;
use apoyo_operate::{LeftReason, OperateError, Site, Undo, UndoOptions};
use serde_json::json;

use crate::stage::{Stage, reference};
use crate::steps::Trouble;

async fn undo(site: &Site, name: &str) -> Undo {
    site.undo(&reference(name), &UndoOptions::default()).await.unwrap()
}

/// The texts of all photos, each as often as it occurs.
fn texts(photos: &BTreeMap<String, String>) -> Vec<String> {
    let mut texts: Vec<String> = photos.values().cloned().collect();
    texts.sort();
    texts
}

#[tokio::test]
async fn every_photo_is_back_where_it_was_and_a_second_undo_finds_it_there() {
    let stage = Stage::new().await;
    stage.three().await;
    let before = stage.photos();
    stage.run("night", &json!({})).await;
    assert_ne!(stage.photos(), before);
    let first = undo(&stage.site, "night").await;
    assert_eq!((first.back, first.back_before, first.is_complete()), (3, 0, true));
    assert_eq!(stage.photos(), before);
    let second = undo(&stage.site, "night").await;
    assert_eq!((second.back, second.back_before, second.is_complete()), (0, 3, true));
    assert_eq!(stage.photos(), before);
    assert_eq!(stage.run("dawn", &json!({})).await, "SUCCEEDED", "and they can be sorted again");
}

/// The line is cut after every second number of calls, as a kill would; the undo is then repeated. Three photos go back at
/// once, so each call of a move is the last one for some of them.
#[tokio::test]
async fn an_undo_that_is_killed_anywhere_loses_nothing_and_goes_on() {
    for calls in (0..).step_by(2) {
        let stage = Stage::new().await;
        stage.three().await;
        let before = stage.photos();
        stage.run("night", &json!({})).await;
        let cut = stage.cut_after(calls).undo(&reference("night"), &UndoOptions::default()).await;
        for text in texts(&before) {
            assert!(
                stage.photos().values().any(|found| *found == text),
                "{text:?} is lost after {calls} calls"
            );
        }
        let undone = undo(&stage.site, "night").await;
        assert_eq!(
            (undone.back + undone.back_before, undone.is_complete()),
            (3, true),
            "{calls}: {undone:?}"
        );
        assert_eq!(stage.photos(), before, "after {calls} calls");
        if cut.is_ok_and(|undone| undone.is_complete()) {
            assert!(calls > 15, "an undo of three photos takes more than {calls} calls");
            return;
        }
    }
}

#[tokio::test]
async fn what_the_retention_rule_destroyed_is_named_and_the_rest_is_put_back() {
    let stage = Stage::new().await;
    stage.three().await;
    stage.run("night", &json!({})).await;
    stage.remove("descartadas/línea 4/c.jpg").await;
    let undone = undo(&stage.site, "night").await;
    assert_eq!((undone.back, undone.is_complete()), (2, false));
    let [left] = &undone.left[..] else { panic!("{undone:?}") };
    assert_eq!((left.key.as_str(), left.reason), ("sin procesar/línea 4/c.jpg", LeftReason::Destroyed));
    assert!(left.why.contains("the retention rule destroyed it"), "{left:?}");
}

#[tokio::test]
async fn what_was_destroyed_at_once_is_named_with_its_receipt() {
    let stage = Stage::with_retention(Retention::None).await;
    stage.three().await;
    stage.run("night", &json!({})).await;
    let undone = undo(&stage.site, "night").await;
    let [left] = &undone.left[..] else { panic!("{undone:?}") };
    assert_eq!((undone.back, left.reason), (2, LeftReason::Destroyed));
    assert!(left.why.contains("ejecuciones/night/deleted/"), "{left:?}");
}

#[tokio::test]
async fn a_newer_upload_keeps_its_name_and_the_photo_comes_back_beside_it() {
    let stage = Stage::new().await;
    stage.three().await;
    stage.run("night", &json!({})).await;
    stage.put("sin procesar/línea 4/a.jpg", "0.3 newer").await;
    for (back, back_before) in [(3, 0), (0, 3)] {
        let undone = undo(&stage.site, "night").await;
        assert_eq!((undone.back, undone.back_before, undone.is_complete()), (back, back_before, true));
        let [beside] = &undone.beside[..] else { panic!("{undone:?}") };
        assert_eq!(beside.origin.as_str(), "sin procesar/línea 4/a.jpg");
        let photos = stage.photos();
        assert_eq!(photos["sin procesar/línea 4/a.jpg"], "0.3 newer");
        assert_eq!(photos[beside.key.as_str()], "0.9 pylon");
        assert_eq!(photos.len(), 4);
    }
}

#[tokio::test]
async fn the_same_photo_uploaded_again_is_the_photo_back_where_it_was() {
    let stage = Stage::new().await;
    stage.three().await;
    let before = stage.photos();
    stage.run("night", &json!({})).await;
    stage.put("sin procesar/línea 4/a.jpg", "0.9 pylon").await;
    for _ in 0..2 {
        let undone = undo(&stage.site, "night").await;
        assert!(undone.is_complete() && undone.beside.is_empty(), "{undone:?}");
        assert_eq!(stage.photos(), before);
    }
}

#[tokio::test]
async fn only_the_photos_that_are_named_are_put_back() {
    let stage = Stage::new().await;
    stage.three().await;
    stage.run("night", &json!({})).await;
    let key = |text: &str| text.parse().unwrap();
    let keys = vec![key("sin procesar/línea 4/a.jpg"), key("descartadas/línea 4/c.jpg"), key("b.jpg")];
    let undone = stage.site.undo(&reference("night"), &UndoOptions { keys }).await.unwrap();
    assert_eq!((undone.back, undone.unknown), (2, vec![key("b.jpg")]));
    let photos = stage.photos();
    let places: Vec<&str> = photos.keys().map(String::as_str).collect();
    let expected = ["por revisar/línea 4/b.jpg", "sin procesar/línea 4/a.jpg", "sin procesar/línea 4/c.jpg"];
    assert_eq!(places, expected);
}

#[tokio::test]
async fn what_another_execution_sorted_since_is_left_to_it() {
    let stage = Stage::new().await;
    stage.three().await;
    stage.run("night", &json!({})).await;
    undo(&stage.site, "night").await;
    stage.run("dawn", &json!({})).await;
    let sorted = stage.photos();
    let undone = undo(&stage.site, "night").await;
    assert_eq!((undone.back, undone.left.len()), (0, 3));
    assert!(undone.left.iter().all(|left| left.reason == LeftReason::Owned && left.why.contains("dawn")));
    assert_eq!(stage.photos(), sorted);
}

#[tokio::test]
async fn a_stopped_execution_is_undone_without_a_report() {
    let stage = Stage::new().await;
    stage.three().await;
    let before = stage.photos();
    stage.trouble([Trouble::Hangs("classify", "c.jpg")]);
    stage.start("night", &json!({})).await;
    stage.until_only_c_is_in_work().await;
    let refused = stage.site.undo(&reference("night"), &UndoOptions::default()).await.unwrap_err();
    assert!(matches!(&refused, OperateError::NotEnded { status, .. } if status == "RUNNING"), "{refused}");
    stage.site.stop(&reference("night"), "enough").await.unwrap();
    let undone = undo(&stage.site, "night").await;
    assert_eq!((undone.back, undone.not_moved, undone.is_complete()), (3, 0, true), "{undone:?}");
    assert_eq!(stage.photos(), before);
}

#[tokio::test]
async fn a_dry_run_and_an_execution_without_photos_have_nothing_to_undo() {
    let stage = Stage::new().await;
    stage.run("empty", &json!({})).await;
    assert_eq!(undo(&stage.site, "empty").await.back, 0);
    stage.three().await;
    let before = stage.photos();
    stage.run("dry", &json!({"dryRun": true})).await;
    let undone = undo(&stage.site, "dry").await;
    assert_eq!((undone.back, undone.not_moved, undone.is_complete()), (0, 3, true));
    assert_eq!(stage.photos(), before);
    let refused =
        stage.site.undo(&reference("nobody"), &UndoOptions::default()).await.unwrap_err().to_string();
    assert!(refused.contains("execution nobody has no manifest at \"ejecuciones/nobody/"), "{refused}");
}
