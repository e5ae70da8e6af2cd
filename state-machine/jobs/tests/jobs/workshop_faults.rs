//! What real programs do: every way to end, to write too much, and not to end.

use std::fs;

use apoyo_engine::RunJobs;
use serde_json::{Value, json};

use crate::workshop::Workshop;

#[tokio::test(flavor = "multi_thread")]
async fn every_class_of_exit_is_told_as_that_of_a_container() {
    let workshop = Workshop::open(2).await;
    let table = [
        ("exit 0", "SUCCEEDED", 0),
        ("exit 1", "FAILED", 1),
        ("exit 75", "FAILED", 75),
        ("exit 255", "FAILED", 255),
        ("kill -TERM $$", "FAILED", 143),
        ("kill -KILL $$", "FAILED", 137),
        ("kill -SEGV $$", "FAILED", 139),
        ("no-such-command-at-all", "FAILED", 127),
    ];
    for (script, status, code) in table {
        let ended = workshop.run(script).await;
        assert_eq!(
            [&ended["status"], &ended["container"]["exitCode"]],
            [&json!(status), &json!(code)],
            "{script}"
        );
        assert_eq!(ended["statusReason"], "Essential container in task exited");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_cannot_be_started_says_why() {
    let workshop = Workshop::open(2).await;
    let file = workshop.home.path().join("no program");
    fs::write(&file, "text").unwrap();
    let path = file.to_str().unwrap();
    let table: [(&[&str], &str); 3] = [
        (&["no-such-program"], "exec: \"no-such-program\": executable file not found in $PATH"),
        (&["/no/such/program"], "no such file or directory"),
        (&[path], "permission denied"),
    ];
    for (command, why) in table {
        let job = workshop.submit_command(command, json!({})).await;
        let ended = workshop.ended(&job).await;
        let reason = ended["container"]["reason"].as_str().unwrap();
        assert!(reason.starts_with("CannotStartContainerError: ") && reason.contains(why), "{reason}");
        assert_eq!([&ended["status"], &ended["statusReason"]], ["FAILED", "Task failed to start"]);
        assert_eq!(ended["container"].get("exitCode"), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn output_of_both_kinds_is_in_the_file_that_the_stream_names() {
    let workshop = Workshop::open(2).await;
    let job = workshop
        .submit(
            "echo out $AWS_BATCH_JOB_ATTEMPT; echo err ñ >&2; test $AWS_BATCH_JOB_ATTEMPT = 2",
            json!({"retryStrategy": {"attempts": 2}}),
        )
        .await;
    let ended = workshop.ended(&job).await;
    assert_eq!(workshop.output(&ended), "out 2\nerr ñ\n");
    let first = fs::read_to_string(workshop.log(&ended["attempts"][0]["container"])).unwrap();
    assert_eq!(first, "out 1\nerr ñ\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_output_is_cut_and_stops_nobody() {
    let workshop = Workshop::open(2).await;
    let ended = workshop.run("head -c 100000000 /dev/zero; echo done > told").await;
    assert_eq!(ended["status"], "SUCCEEDED");
    assert_eq!(workshop.written("told").await, "done");
    let kept = fs::metadata(workshop.log(&ended["container"])).unwrap().len();
    assert!((64 << 20..65 << 20).contains(&kept), "{kept}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_hears_sigterm_and_may_end_in_order() {
    let workshop = Workshop::open(2).await;
    let script = "trap 'echo heard; exit 143' TERM; echo > ready; while :; do sleep 0.01; done";
    let job = workshop.submit(script, json!({})).await;
    workshop.written("ready").await;
    RunJobs::terminate(&workshop.jobs, &job, "enough").await.unwrap();
    let ended = workshop.ended(&job).await;
    assert_eq!([&ended["statusReason"], &ended["container"]["exitCode"]], [&json!("enough"), &json!(143)]);
    assert!(workshop.output(&ended).contains("heard"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_program_left_behind_ends_with_it() {
    let workshop = Workshop::open(2).await;
    let ended = workshop.run("sleep 1000 & echo $! > left; exit 0").await;
    assert_eq!(ended["status"], "SUCCEEDED");
    let left = workshop.written("left").await;
    while is_running(&left) {
        tokio::task::yield_now().await;
    }
}

pub(crate) fn is_running(pid: &str) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, fields)| !fields.starts_with('Z'))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_knows_its_cloud_and_nothing_of_the_parents_environment() {
    let workshop = Workshop::open(2).await;
    let ended = workshop.run("env").await;
    let output = workshop.output(&ended);
    let has = |name: &str| output.lines().any(|line| line.starts_with(&format!("{name}=")));
    assert!(
        output.contains("AWS_ENDPOINT_URL=http://127.0.0.1:1\n") && has("PATH") && has("AWS_BATCH_JOB_ID")
    );
    assert!(
        std::env::var("CARGO_MANIFEST_DIR").is_ok() && !has("CARGO_MANIFEST_DIR") && !has("CARGO_PKG_NAME")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_tiny_children_each_end_once() {
    let workshop = Workshop::open(8).await;
    let script = "echo $AWS_BATCH_JOB_ARRAY_INDEX >> all; test $AWS_BATCH_JOB_ARRAY_INDEX != 500";
    let job = workshop.submit(script, json!({"arrayProperties": {"size": 1_000}})).await;
    let ended = workshop.ended(&job).await;
    let summary = &ended["arrayProperties"]["statusSummary"];
    assert_eq!([&summary["SUCCEEDED"], &summary["FAILED"]], [&json!(999), &json!(1)]);
    let all = fs::read_to_string(workshop.home.path().join("all")).unwrap();
    let mut indexes: Vec<u32> = all.lines().map(|line| line.parse().unwrap()).collect();
    indexes.sort_unstable();
    assert!(indexes.into_iter().eq(0..1_000));
    let child: Value = workshop.ended(&format!("{job}:500")).await;
    assert_eq!(child["container"]["exitCode"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_takes_no_log_fails_the_attempt_with_its_reason() {
    let workshop = Workshop::open(2).await;
    fs::write(workshop.home.path().join("logs"), "a file where a folder is to be").unwrap();
    let ended = workshop.run("true").await;
    let reason = ended["container"]["reason"].as_str().unwrap();
    assert!(reason.starts_with("CannotCreateContainerError: ") && reason.contains("logs"), "{reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_ignores_sigterm_is_killed_with_all_that_it_started() {
    let clock = apoyo_engine::ManualClock::default();
    let workshop = Workshop::with_clock(2, std::sync::Arc::new(clock.clone())).await;
    let script = "trap '' TERM; sleep 1000 & echo $! > ready; wait";
    let job = workshop.submit(script, json!({"timeout": {"attemptDurationSeconds": 60}})).await;
    let left = workshop.written("ready").await;
    // It is running: its time is waited for.
    assert_eq!(clock.advance_to_next_sleeper().await, std::time::Duration::from_mins(1));
    assert_eq!(clock.advance_to_next_sleeper().await, std::time::Duration::from_secs(30));
    let ended = workshop.ended(&job).await;
    assert_eq!([&ended["status"], &ended["container"]["exitCode"]], [&json!("FAILED"), &json!(137)]);
    assert_eq!(ended["statusReason"], "Job attempt duration exceeded timeout");
    while is_running(&left) {
        tokio::task::yield_now().await;
    }
}
