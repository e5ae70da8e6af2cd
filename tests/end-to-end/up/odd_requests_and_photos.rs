//! Two executions over the same photos, and input that nobody expected: clear errors, and every photo in one place.

#![expect(clippy::disallowed_methods, reason = "photos are replaced at moments that are real time")]

use std::collections::BTreeSet;
use std::path::Path;
use std::thread;
use std::time::Duration;

use apoyo_fixtures::{Jpeg, Scene};
use serde_json::{Value, json};

use crate::cloud::{Cloud, machine, photos};
use crate::executions::{end_of, start, totals};
use crate::photos::{contents, files};
use crate::signed::{Request, UNSIGNED_BODY};

const WAITING: &str = "/apoyo/sin%20procesar/";

fn photo(width: u32) -> Vec<u8> {
    Jpeg::default().encode(&Scene::new(width, 150))
}

/// Puts a photo into the waiting folder as a file.
fn bring(data: &Path, name: &str, bytes: &[u8]) {
    let path = photos(data).join("sin procesar").join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

fn number(totals: &Value, name: &str) -> u64 {
    totals[name].as_u64().unwrap_or_else(|| panic!("no {name} in {totals}"))
}

#[test]
fn two_executions_at_once_sort_every_photo_once() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = Cloud::start(folder.path());
    for index in 0..40 {
        bring(folder.path(), &format!("vuelo/{index}.jpg"), &photo(200 + index));
    }
    let before = contents(folder.path());
    let both = [start(&cloud, "triage", "one", "{}"), start(&cloud, "triage", "two", "{}")];
    let ended = both.map(|arn| totals(&end_of(&cloud, &arn)));
    let sorted = |ended: &Value| number(ended, "kept") + number(ended, "review") + number(ended, "trash");
    assert_eq!(ended.iter().map(sorted).sum::<u64>(), 40, "{ended:?}");
    for ended in &ended {
        assert_eq!(number(ended, "listed"), sorted(ended) + number(ended, "taken") + number(ended, "failed"));
    }
    assert_eq!(contents(folder.path()), before);
    assert_eq!(files(&photos(folder.path()), &["sin procesar", "procesando"]).count(), 0);
}

#[test]
fn a_photo_that_is_replaced_while_photos_are_classified_is_not_lost() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = Cloud::start(folder.path());
    for index in 0..30 {
        bring(folder.path(), &format!("{index:02}.jpg"), &photo(200 + index));
    }
    let mut wanted: BTreeSet<String> = contents(folder.path());
    let execution = start(&cloud, "triage", "first", "{}");
    for (round, index) in (0..30).rev().enumerate() {
        // The same name again, other bytes: as a camera does that begins to count anew.
        bring(folder.path(), &format!("{index:02}.jpg"), &photo(400 + index));
        if round % 10 == 9 {
            thread::sleep(Duration::from_millis(100));
        }
    }
    totals(&end_of(&cloud, &execution));
    // What was there when it was listed and was replaced before it was claimed is a newer upload of that name: the old
    // bytes were overwritten by who wrote them, not by us. All that is there now stays.
    let now = contents(folder.path());
    wanted.retain(|photo| now.contains(photo));
    totals(&end_of(&cloud, &start(&cloud, "triage", "second", "{}")));
    let after = contents(folder.path());
    assert_eq!(after, now);
    assert!(after.is_superset(&wanted));
    assert_eq!(files(&photos(folder.path()), &["sin procesar", "procesando"]).count(), 0);
    assert!(after.len() >= 30, "{} photos of 30 names", after.len());
}

#[test]
fn a_key_of_1024_bytes_is_sorted_and_a_longer_one_refused() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = Cloud::start(folder.path());
    let prefix = "sin procesar/".len();
    let upload = |length: usize| {
        let name = "n".repeat(length - prefix - ".jpg".len());
        let target = format!("{WAITING}{name}.jpg");
        let headers = [UNSIGNED_BODY];
        let put =
            Request { service: "s3", method: "PUT", target: &target, headers: &headers, body: "no photo" };
        cloud.send(&put.signed(cloud.host())).unwrap()
    };
    let (status, said) = upload(1025);
    assert!(status == 400 && said.contains("KeyTooLong"), "{status}: {said}");
    assert_eq!(upload(1024).0, 200);
    let ended = totals(&end_of(&cloud, &start(&cloud, "triage", "long", "{}")));
    assert_eq!((number(&ended, "listed"), number(&ended, "review")), (1, 1), "{ended}");
}

#[test]
fn input_that_is_wrong_fails_by_name_and_moves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = Cloud::start(folder.path());
    bring(folder.path(), "a.jpg", &photo(200));
    let request = json!({"stateMachineArn": machine("triage"), "input": "{not json"});
    let refused = cloud.call("StartExecution", &request).unwrap_err();
    assert!(refused.contains("InvalidExecutionInput"), "{refused}");
    for (name, input, said) in [
        ("typo", r#"{"folders": "sin procesar/"}"#, "folders"),
        ("range", r#"{"keepAbove": 1.5}"#, "1.5"),
        ("lane", r#"{"lane": "rail"}"#, "rail"),
        ("elsewhere", r#"{"folder": "/etc"}"#, "/etc"),
        ("outside", r#"{"keys": ["procesadas/a.jpg"]}"#, "procesadas/a.jpg"),
    ] {
        let ended = end_of(&cloud, &start(&cloud, "triage", name, input));
        assert_eq!(ended["status"], "FAILED", "{name}: {ended}");
        let cause = ended["cause"].as_str().unwrap_or_default();
        assert!(cause.contains(said), "{name}: {ended}");
    }
    assert_eq!(files(&photos(folder.path()), &["sin procesar"]).count(), 1);
}

#[test]
fn folders_that_are_missing_are_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = Cloud::start(folder.path());
    let ended = totals(&end_of(&cloud, &start(&cloud, "triage", "nothing", "{}")));
    assert_eq!(ended.get("photos").or(ended.get("listed")), Some(&json!(0)), "{ended}");
    let ended = end_of(&cloud, &start(&cloud, "triage", "folder", r#"{"folder": "sin procesar/nowhere/"}"#));
    assert_eq!(ended["status"], "SUCCEEDED", "{ended}");
}
