//! The process may be killed at any moment: what was acknowledged stays, and what is recorded as done is not done again.

use std::time::Duration;

use apoyo_engine::RunJobs;
use serde_json::json;

use crate::bench::{Bench, definition, submission};
use crate::scripted_processes::ScriptedProcesses;
use crate::temporary_journal::TemporaryJournal;

/// What is asked for: a single job that fails once, an array of which one child fails for good, and a job that waits for it.
async fn story(bench: &Bench) -> Vec<String> {
    let mut acknowledged = Vec::new();
    if bench.jobs.declare_queue("q", 1).await.is_err() {
        return acknowledged;
    }
    if bench.jobs.declare_definition(definition("d", &json!({}))).await.is_err() {
        return acknowledged;
    }
    let requests = [
        ("single", json!({"retryStrategy": {"attempts": 2}})),
        ("array", json!({"arrayProperties": {"size": 3}, "retryStrategy": {"attempts": 2}})),
        ("sequence", json!({"arrayProperties": {"size": 2}, "dependsOn": [{"type": "SEQUENTIAL"}]})),
    ];
    for (token, more) in requests {
        if let Ok(job) = RunJobs::submit(&bench.jobs, &submission(more), token).await {
            acknowledged.push(job.job_id);
        }
    }
    acknowledged
}

/// The second child of an array ends badly, and the first attempt of everything else but of a sequence.
fn ends(launch: &apoyo_jobs::Launch) -> i32 {
    match launch.key.index {
        Some(1) => 1,
        Some(0) => 0,
        _ => i32::from(launch.attempt == 1),
    }
}

#[tokio::test]
async fn killed_after_any_write_all_ends_as_if_it_had_not_been() {
    let whole = Bench::over(TemporaryJournal::default(), ScriptedProcesses::ending(ends), 2).await;
    assert_eq!(statuses(&whole, &story(&whole).await).await, STATUSES);
    let writes = whole.journal.writes();
    // How many there are depends on how many ends fall into one turn.
    assert!(writes > 5, "the story has only {writes} writes");
    for kept in 0..writes {
        killed_after(kept).await;
    }
}

/// How the story ends.
const STATUSES: [&str; 3] = ["SUCCEEDED", "FAILED", "FAILED"];

async fn killed_after(writes: usize) {
    let journal = TemporaryJournal::dying_after(writes);
    let acknowledged = killed(&journal).await;
    // What the killed process still does comes too late: it has another disk.
    let journal = journal.copy();
    let done = done(&journal).await;
    let again = ScriptedProcesses::ending(ends);
    let bench = Bench::over(journal, again.clone(), 2).await;
    let jobs = story(&bench).await;
    assert!(acknowledged.iter().all(|job| jobs.contains(job)), "lost after {writes} writes");
    assert_eq!(statuses(&bench, &jobs).await, STATUSES, "after {writes} writes");
    for launch in again.launches() {
        assert!(!done.contains(&launch.key.to_string()), "{} ran after its end, {writes} writes", launch.key);
    }
}

/// Runs the story until the disk takes no more, or to its end; says what was acknowledged.
async fn killed(journal: &TemporaryJournal) -> Vec<String> {
    let Some(bench) = Bench::opened(journal, ScriptedProcesses::ending(ends), 2).await else {
        return Vec::new();
    };
    let acknowledged = story(&bench).await;
    tokio::select! {
        biased;
        () = journal.is_full() => {}
        _ = statuses(&bench, &acknowledged) => {}
    }
    acknowledged
}

async fn statuses(bench: &Bench, jobs: &[String]) -> Vec<String> {
    let mut statuses = Vec::new();
    for job in jobs {
        statuses.push(bench.ended(job).await["status"].as_str().unwrap().to_owned());
    }
    statuses
}

/// The single jobs and children that have ended by what is on disk.
async fn done(journal: &TemporaryJournal) -> Vec<String> {
    let bench = Bench::over(journal.copy(), ScriptedProcesses::default(), 1).await;
    let mut done = Vec::new();
    for status in ["SUCCEEDED", "FAILED"] {
        for job in listed(&bench, json!({"jobQueue": "q", "jobStatus": status})).await {
            done.push(job);
        }
        for any in ["PENDING", "SUCCEEDED", "FAILED"] {
            for array in listed(&bench, json!({"jobQueue": "q", "jobStatus": any})).await {
                done.extend(listed(&bench, json!({"arrayJobId": array, "jobStatus": status})).await);
            }
        }
    }
    done
}

async fn listed(bench: &Bench, request: serde_json::Value) -> Vec<String> {
    let Ok(list) = bench.call("listjobs", request).await else { return Vec::new() };
    list["jobSummaryList"]
        .as_array()
        .unwrap()
        .iter()
        .map(|job| job["jobId"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_full_disk_refuses_and_loses_nothing() {
    let bench = Bench::with_vcpus(1).await;
    let job = bench.submit(json!({})).await;
    bench.processes.have_started(1).await;
    assert_eq!(bench.status(&job).await, "RUNNING");
    bench.journal.set_room(Some(0));
    let fault = bench.call("submitjob", submission(json!({}))).await.unwrap_err();
    assert_eq!((fault.code, fault.status), ("ServerException", 500));
    assert!(fault.message.contains("No space left on device"), "{fault}");
    bench.processes.exit(&job, 0).await;
    assert_eq!(bench.clock.advance_to_next_sleeper().await, Duration::from_secs(1));
    bench.journal.set_room(None);
    bench.clock.advance_time_by(Duration::from_secs(1));
    assert_eq!(
        bench.ended(&job).await["status"],
        "SUCCEEDED",
        "the end that could not be written is not lost"
    );
    let next = bench.submit(json!({})).await;
    assert_ne!(next, job);
    bench.processes.exit(&next, 0).await;
    bench.ended(&next).await;
}

#[tokio::test]
async fn a_write_that_is_said_to_have_failed_and_had_not_is_made_out() {
    let bench = Bench::with_vcpus(1).await;
    bench.journal.lie_once();
    assert!(bench.call("submitjob", submission(json!({}))).await.is_err());
    bench.clock.advance_to_next_sleeper().await;
    let job = bench.processes.next_running().await;
    bench.status(&job).await;
    bench.journal.lie_once();
    assert!(bench.call("terminatejob", json!({"jobId": job, "reason": "why"})).await.is_err());
    bench.clock.advance_to_next_sleeper().await;
    bench.processes.have_heard(1).await;
    bench.journal.lie_once();
    bench.processes.exit(&job, 143).await;
    let ended = loop {
        tokio::select! {
            ended = bench.ended(&job) => break ended,
            _ = bench.clock.advance_to_next_sleeper() => {}
        }
    };
    assert_eq!([&ended["status"], &ended["statusReason"]], ["FAILED", "why"]);
    assert_eq!(bench.processes.launches().len(), 1, "it ran once");
}

#[tokio::test]
async fn a_restart_finds_every_status() {
    let bench = Bench::with_vcpus(2).await;
    let [failed, running, runnable] =
        [bench.submit(json!({})).await, bench.submit(json!({})).await, bench.submit(json!({})).await];
    bench.processes.exit(&failed, 1).await;
    bench.processes.have_started(3).await;
    let array = bench.submit(json!({"arrayProperties": {"size": 2}})).await;
    let pending = bench.submit(json!({"dependsOn": [{"jobId": running}]})).await;
    let before = bench.described(&failed).await;
    assert_eq!(bench.status(&pending).await, "PENDING");
    let bench = bench.reopened(2).await;
    assert_eq!(bench.described(&failed).await, before);
    let orphans: Vec<String> = bench.processes.orphans().into_iter().map(|(job, _)| job).collect();
    assert!(orphans.contains(&running) && orphans.contains(&runnable) && orphans.len() == 2, "{orphans:?}");
    assert_eq!(bench.status(&pending).await, "PENDING");
    let children = [format!("{array}:0"), format!("{array}:1")];
    for job in [&running, &runnable, &children[0], &children[1], &pending] {
        bench.processes.exit(job, 0).await;
    }
    assert_eq!(bench.ended(&array).await["status"], "SUCCEEDED");
    let ended = bench.ended(&running).await;
    assert_eq!((&ended["status"], ended["attempts"].as_array().unwrap().len()), (&json!("SUCCEEDED"), 2));
    let reason = ended["attempts"][0]["statusReason"].as_str().unwrap();
    assert!(reason.starts_with("Host EC2 (instance i-"), "{reason}");
}

#[tokio::test]
async fn an_attempt_that_ended_with_the_machine_uses_none_up_but_rules_see_it() {
    let bench = Bench::with_vcpus(2).await;
    let plain = bench.submit(json!({"retryStrategy": {"attempts": 1}})).await;
    let rules = json!([{"onStatusReason": "Host EC2*", "action": "EXIT"}]);
    let once = bench.submit(json!({"retryStrategy": {"attempts": 9, "evaluateOnExit": rules}})).await;
    bench.processes.have_started(2).await;
    bench.status(&plain).await;
    let mut bench = bench.reopened(2).await;
    assert_eq!(bench.ended(&once).await["status"], "FAILED");
    for restart in 0..3 {
        bench.processes.have_started(1).await;
        assert_eq!(bench.processes.launches()[0].attempt, restart + 2);
        bench.status(&plain).await;
        bench = bench.reopened(2).await;
    }
    bench.processes.exit(&plain, 1).await;
    assert_eq!(bench.ended(&plain).await["status"], "FAILED", "its one attempt that counts is used up");
}

#[tokio::test]
async fn a_job_is_kept_for_seven_days_and_its_id_is_not_given_again() {
    let bench = Bench::with_vcpus(1).await;
    let old = bench.submit(json!({})).await;
    bench.processes.exit(&old, 0).await;
    bench.ended(&old).await;
    let waits = bench.submit(json!({})).await;
    bench.processes.have_started(2).await;
    bench.status(&waits).await;
    bench.clock.advance_time_by(Duration::from_hours(24 * 7));
    let bench = bench.reopened(1).await;
    assert_eq!(bench.status(&old).await, "SUCCEEDED");
    bench.clock.advance_time_by(Duration::from_secs(1));
    let bench = bench.reopened(1).await;
    assert_eq!([bench.status(&old).await, bench.status(&waits).await], ["none", "RUNNING"]);
    let bench = bench.reopened(1).await;
    let next = bench.submit(json!({})).await;
    assert!(next != old && next != waits);
}
