//! Plan, start, list, show, watch, undo, replay and audit, over one bucket.

use std::fs;

use apoyo_fixtures::{Jpeg, Scene};

use crate::cloud::Cloud;

fn bring(cloud: &Cloud, count: u32) {
    for index in 0..count {
        let bytes = Jpeg::default().encode(&Scene::new(200 + index, 150));
        cloud.put(&format!("sin procesar/línea 4/DJI_{index:04}.jpg"), &bytes);
    }
    cloud.put("sin procesar/línea 4/cut.jpg", b"\xff\xd8\xff no photo");
}

#[test]
fn executions_are_operated_from_start_to_undo() {
    let cloud = Cloud::start();
    bring(&cloud, 6);
    let before = cloud.photos();

    let plan = cloud.json(&["plan"]);
    assert_eq!((plan["photos"].as_u64(), plan["lane"].as_str()), (Some(7), Some("lambda")));
    assert!(plan["usd"].as_f64().unwrap() > 0.0 && plan["seconds"].as_f64().unwrap() > 0.0);
    let said = cloud.apoyo(&["plan"]);
    assert!(said.out.starts_with("7 photos in s3://apoyo, ") && said.out.contains(" USD per "), "{said:?}");
    assert_eq!(cloud.photos(), before, "a plan moves nothing");

    let started = cloud.apoyo(&["start", "--name", "night", "--wait", "--strict", "--json"]);
    assert_eq!(started.code, 3, "a damaged photo needs review: {started:?}");
    let ended: serde_json::Value = serde_json::from_str(&started.out).unwrap();
    assert_eq!((ended["status"].as_str(), ended["photos"]["listed"].as_u64()), (Some("SUCCEEDED"), Some(7)));
    assert!(started.err.contains("SUCCEEDED, in Done"), "progress is told in lines: {started:?}");

    let listed = cloud.json(&["list", "--since", "1h"]);
    assert_eq!((listed[0]["name"].as_str(), listed.as_array().unwrap().len()), (Some("night"), 1));
    let shown = cloud.apoyo(&["show", "latest"]);
    assert!(shown.out.contains("7 listed = ") && shown.out.contains("Reconciled?"), "{shown:?}");
    let watched = cloud.apoyo(&["watch", "night"]);
    assert_eq!(watched.code, 0, "{watched:?}");
    let audited = cloud.apoyo(&["audit"]);
    assert!(audited.code == 0 && audited.out.ends_with("everything is accounted for\n"), "{audited:?}");

    let undone = cloud.json(&["undo", "night"]);
    assert_eq!((undone["back"].as_u64(), undone["left"].as_array().unwrap().len()), (Some(7), 0));
    assert_eq!(cloud.photos(), before);
    let twice = cloud.apoyo(&["undo", "night"]);
    assert!(twice.code == 0 && twice.out.contains("7 were back before"), "{twice:?}");
    assert_eq!(cloud.apoyo(&["audit"]).code, 0);
    let nothing = cloud.apoyo(&["replay", "night"]);
    assert!(nothing.code == 0 && nothing.out.contains("nothing to replay, it succeeded"), "{nothing:?}");
    assert!(cloud.apoyo(&["replay", "--failed"]).out.contains("no execution failed"));
}

#[test]
fn what_is_unaccounted_for_ends_the_audit_with_1_and_words() {
    let cloud = Cloud::start();
    bring(&cloud, 3);
    assert_eq!(cloud.apoyo(&["start", "--name", "night", "--wait"]).code, 0);
    let sorted = cloud.photos();
    let (lost, _) = sorted.iter().find(|(key, _)| key.ends_with("cut.jpg")).unwrap();
    fs::remove_file(cloud.bucket().join(lost)).unwrap();
    cloud.put("procesadas/mine.jpg", b"mine");
    cloud.put("procesando/stray.jpg", b"stray");
    let audited = cloud.apoyo(&["audit"]);
    assert_eq!(audited.code, 1, "{audited:?}");
    for told in [
        "MISSING por revisar/línea 4/cut.jpg: ",
        "UNREPORTED procesadas/mine.jpg: ",
        "LEFTOVER procesando/stray.jpg: ",
    ] {
        assert!(audited.out.contains(told), "{told}: {audited:?}");
    }
    assert!(audited.out.ends_with("3 findings\n"), "{audited:?}");
    let undone = cloud.apoyo(&["undo", "night"]);
    assert_eq!(undone.code, 1, "one cannot be put back: {undone:?}");
    assert!(undone.out.contains("NOT back: sin procesar/línea 4/cut.jpg"), "{undone:?}");
}
