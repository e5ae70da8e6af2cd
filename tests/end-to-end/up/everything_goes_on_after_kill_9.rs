//! kill -9 at any moment, then the same command: what was acknowledged goes on to its end, and no photo is lost.
//!
//! `APOYO_UP_PHOTOS=2000 APOYO_UP_EXECUTIONS=500 APOYO_UP_KILLS=60` makes more of it.

#![expect(clippy::disallowed_methods, reason = "the moment of the kill is real time, whatever it hits")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use apoyo_fixtures::{Jpeg, Scene};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::cloud::{Cloud, execution, machine, photos};
use crate::executions::end_of;
use crate::photos::{contents, files};

fn number(name: &str, otherwise: u32) -> u32 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// A machine that waits, branches and repeats.
fn small() -> String {
    let pause = |after: u32| {
        json!({"StartAt": format!("W{after}"), "States": {
        format!("W{after}"): {"Type": "Wait", "Seconds": after, "End": true}}})
    };
    json!({"StartAt": "First", "States": {
        "First": {"Type": "Pass", "Result": [1, 2, 3], "ResultPath": "$.list", "Next": "Both"},
        "Both": {"Type": "Parallel", "Branches": [pause(1), pause(2)], "ResultPath": "$.both", "Next": "Each"},
        "Each": {"Type": "Map", "ItemsPath": "$.list", "ItemProcessor": {"StartAt": "Item",
            "States": {"Item": {"Type": "Pass", "End": true}}}, "ResultPath": "$.each", "End": true},
    }})
    .to_string()
}

#[test]
fn everything_goes_on_after_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (many, executions, kills) =
        (number("APOYO_UP_PHOTOS", 60), number("APOYO_UP_EXECUTIONS", 60), number("APOYO_UP_KILLS", 12));
    let wanted = bring(&data, many);
    let mut started = BTreeSet::new();
    for round in 0..kills {
        let cloud = Cloud::start(&data);
        if round == 0 {
            let small = json!({"name": "small", "definition": small(), "roleArn": "arn:aws:iam::000000000000:role/r"});
            cloud.call("CreateStateMachine", &small).unwrap();
        }
        start(&cloud, &mut started, ("triage", &format!("triage-{}", round / 4)), &json!({}));
        for place in 0..executions / kills {
            let name = format!("small-{round}-{place}");
            start(&cloud, &mut started, ("small", &name), &json!({"n": place}));
        }
        thread::sleep(Duration::from_millis(u64::from(100 + round * 97 % 700)));
        cloud.kill();
        let lost: Vec<_> = wanted.difference(&contents(&data)).cloned().collect();
        assert!(lost.is_empty(), "round {round}: {} photos are lost", lost.len());
    }
    let cloud = Cloud::start(&data);
    let mut shapes = BTreeSet::new();
    for arn in &started {
        let ended = end_of(&cloud, &json!(arn));
        assert_eq!(ended["status"], "SUCCEEDED", "{ended}");
        let events = cloud.history(arn);
        let ids: Vec<u64> = events.iter().map(|event| event["id"].as_u64().unwrap()).collect();
        assert_eq!(ids, (1..=events.len() as u64).collect::<Vec<_>>(), "{arn}");
        if arn.contains(":small:") {
            let input: Value = serde_json::from_str(ended["input"].as_str().unwrap()).unwrap();
            let output: Value = serde_json::from_str(ended["output"].as_str().unwrap()).unwrap();
            assert_eq!((&output["n"], &output["each"]), (&input["n"], &json!([1, 2, 3])), "{arn}");
            let mut types: Vec<String> = events.iter().map(|event| event["type"].to_string()).collect();
            types.sort();
            shapes.insert(types);
        }
    }
    assert_eq!(shapes.len(), 1, "every history has the same events, whatever hit it");
    assert_eq!(contents(&data), wanted);
    let left: Vec<_> = files(&photos(&data), &["sin procesar", "procesando"]).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// Starts an execution, once; the same call again is the same execution.
fn start(cloud: &Cloud, started: &mut BTreeSet<String>, (of, name): (&str, &str), input: &Value) {
    let request = json!({"stateMachineArn": machine(of), "name": name, "input": input.to_string()});
    match cloud.call("StartExecution", &request) {
        Ok(reply) => {
            assert_eq!(reply["executionArn"], execution(of, name));
            started.insert(execution(of, name));
        }
        Err(refused) => assert!(
            refused.contains("ExecutionAlreadyExists") && started.contains(&execution(of, name)),
            "{refused}"
        ),
    }
}

/// Puts photos where uploads go; gives back their hashes.
fn bring(data: &Path, count: u32) -> BTreeSet<String> {
    let folder = photos(data).join("sin procesar/línea 4");
    fs::create_dir_all(&folder).unwrap();
    let photo = |index: u32| {
        let bytes = Jpeg::default().encode(&Scene::new(200 + index % 400, 150 + index / 400));
        fs::write(folder.join(format!("DJI_{index:04}.jpg")), &bytes).unwrap();
        hex::encode(Sha256::digest(bytes))
    };
    (0..count).map(photo).collect()
}
