//! A disk without room, or one that cannot be written: a clear error, and nothing is lost.
//!
//! The disks are file systems in memory, seen by the cloud's process alone. Where this user may not mount any, the tests
//! say that they are skipped.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::cloud::{Cloud, execution, machine};
use crate::executions::end_of;
use crate::signed::{Request, UNSIGNED_BODY};

/// How large the disk is.
const SIZE: &str = "size=24m";

/// The command, with a disk of its own at `data` on which `then` is done first; none where nothing may be mounted.
fn up_on_a_disk(data: &Path, then: &str) -> Option<Command> {
    let in_own_view = |script: &str| {
        let mut command = Command::new("unshare");
        let script = format!("mount -t tmpfs -o {SIZE} none \"$1\" && {script}");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", &script, "sh"]).arg(data);
        command
    };
    if !in_own_view("true").output().is_ok_and(|tried| tried.status.success()) {
        println!("SKIPPED: this user may not mount a disk (unshare --user --map-root-user --mount)");
        return None;
    }
    let mut command = in_own_view(&format!("{then} exec \"$2\" up --port 0 --data \"$1\""));
    command.arg(env!("CARGO_BIN_EXE_apoyo"));
    Some(command)
}

/// Writes until nothing more fits.
fn fill(disk: &Path) -> PathBuf {
    let path = disk.join("filler");
    let mut file = File::create(&path).unwrap();
    while file.write_all(&[0; 4096]).is_ok() {}
    path
}

fn status(cloud: &Cloud, execution: &Value) -> Value {
    cloud.call("DescribeExecution", &json!({"executionArn": execution})).unwrap()["status"].clone()
}

#[test]
fn a_full_disk_is_told_and_what_was_acknowledged_goes_on_once_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let Some(command) = up_on_a_disk(folder.path(), "") else { return };
    let cloud = Cloud::of(command);
    let disk = PathBuf::from(format!("/proc/{}/root{}", cloud.process(), folder.path().display()));
    let definition = json!({"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "Next": "P"},
        "P": {"Type": "Pass", "End": true}}});
    let request = json!({"name": "waits", "definition": definition.to_string(), "roleArn": "arn:aws:iam::000000000000:role/r"});
    cloud.call("CreateStateMachine", &request).unwrap();
    let start = |name: &str, filling: usize| {
        let input = json!("x".repeat(filling)).to_string();
        let request = json!({"stateMachineArn": machine("waits"), "name": name, "input": input});
        cloud.call("StartExecution", &request)
    };
    let early = start("early", 10).unwrap()["executionArn"].clone();
    let filler = fill(&disk);

    let refused = start("late", 200_000).unwrap_err();
    assert!(refused.starts_with("503") && refused.contains("disk is full"), "{refused}");
    let (headers, body) = ([UNSIGNED_BODY], "x".repeat(9_000));
    let put = Request { service: "s3", method: "PUT", target: "/apoyo/a", headers: &headers, body: &body };
    let refused = cloud.ask(&put).unwrap_err();
    assert!(refused.starts_with("507") && refused.contains("No space left on device"), "{refused}");
    let refused = cloud.call(
        "CreateStateMachine",
        &json!({"name": "second", "definition": definition.to_string(),
        "roleArn": "arn:aws:iam::000000000000:role/r"}),
    );
    assert!(refused.as_ref().is_err_and(|said| said.contains("No space left on device")), "{refused:?}");
    assert_eq!(status(&cloud, &early), "RUNNING", "what is known can still be asked for");

    std::fs::remove_file(filler).unwrap();
    assert_eq!(end_of(&cloud, &early)["status"], "SUCCEEDED");
    // What was refused was with the engine, and is done by now or soon; asked for again, it is the same execution.
    let again = start("late", 200_000);
    assert!(
        again.as_ref().is_ok() || again.as_ref().is_err_and(|said| said.contains("AlreadyExists")),
        "{again:?}"
    );
    let ended = end_of(&cloud, &json!(execution("waits", "late")));
    assert_eq!(ended["status"], "SUCCEEDED", "{ended}");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let Some(mut command) = up_on_a_disk(folder.path(), "mount -o remount,ro \"$1\" &&") else { return };
    let ended = command.output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1));
    assert!(
        said.contains(folder.path().to_str().unwrap()) && said.contains("Read-only file system"),
        "{said}"
    );
}
