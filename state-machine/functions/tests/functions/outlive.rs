//! No process of a function outlives the cloud, not even where that is killed.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::stage::{Stage, runs, until};

/// Where the cloud that is killed says which process it started; set for that one alone.
const FOLDER: &str = "APOYO_TRIAL_CLOUD";

/// Two processes, the second started by the first, that do not look at any connection.
const SCRIPT: &str = r#"tail -f /dev/null & echo "$$ $!" > "$1.next"; mv "$1.next" "$1"; wait"#;

#[tokio::test]
#[ignore = "the cloud that the next test kills"]
async fn a_cloud_with_a_function_that_hangs() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let told = folder.join("processes");
    let stage =
        Stage::new(json!({"f": {"command": ["sh", "-c", SCRIPT, "sh", told], "timeoutSeconds": 900}}));
    stage.invoke("f", &json!({})).await;
}

#[tokio::test]
async fn the_processes_of_a_cloud_that_is_killed_are_killed() {
    let folder = tempfile::tempdir().unwrap();
    let mut cloud = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "outlive::a_cloud_with_a_function_that_hangs"])
        .env(FOLDER, folder.path())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let told = folder.path().join("processes");
    until(|| told.exists()).await;
    let text = std::fs::read_to_string(told).unwrap();
    let processes: Vec<u64> = text.split_whitespace().map(|id| id.parse().unwrap()).collect();
    assert_eq!(processes.len(), 2);
    assert!(processes.iter().all(|process| runs(*process)));
    cloud.kill().unwrap();
    cloud.wait().unwrap();
    until(|| processes.iter().all(|process| !runs(*process))).await;
}
