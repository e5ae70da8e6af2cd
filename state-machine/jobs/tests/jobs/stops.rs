//! Ends that somebody asks for, or that time brings.

use std::time::Duration;

use apoyo_jobs::ProcessSignal::{Kill, Terminate};
use serde_json::json;

use crate::bench::Bench;

const REASON: &str = "no more of it";

#[tokio::test]
async fn a_terminated_job_hears_sigterm_and_after_thirty_seconds_sigkill() {
    let bench = Bench::with_vcpus(1).await;
    let job = bench.submit(json!({"retryStrategy": {"attempts": 9}})).await;
    bench.processes.have_started(1).await;
    bench.call("terminatejob", json!({"jobId": job, "reason": REASON})).await.unwrap();
    bench.processes.have_heard(1).await;
    let described = bench.described(&job).await;
    assert_eq!([&described["status"], &described["isTerminated"]], [&json!("RUNNING"), &json!(true)]);
    assert_eq!(bench.clock.advance_to_next_sleeper().await, Duration::from_secs(30));
    bench.processes.have_heard(2).await;
    assert_eq!(bench.processes.signals(), [(job.clone(), Terminate), (job.clone(), Kill)]);
    bench.processes.exit(&job, 137).await;
    let ended = bench.ended(&job).await;
    assert_eq!([&ended["status"], &ended["statusReason"]], ["FAILED", REASON]);
    assert_eq!(ended["container"]["exitCode"], 137);
    assert_eq!(bench.processes.launches().len(), 1, "it is not tried again");
    bench.call("terminatejob", json!({"jobId": job, "reason": "again"})).await.unwrap();
    assert_eq!(bench.ended(&job).await["statusReason"], REASON);
}

#[tokio::test]
async fn an_attempt_that_takes_too_long_is_ended_and_not_tried_again() {
    let bench = Bench::with_vcpus(1).await;
    let timeout = json!({"timeout": {"attemptDurationSeconds": 60}, "retryStrategy": {"attempts": 3}});
    let job = bench.submit(timeout).await;
    bench.processes.have_started(1).await;
    assert_eq!(bench.status(&job).await, "RUNNING");
    assert_eq!(bench.clock.advance_to_next_sleeper().await, Duration::from_mins(1));
    bench.processes.have_heard(1).await;
    bench.processes.exit(&job, 143).await;
    let ended = bench.ended(&job).await;
    assert_eq!(
        [&ended["status"], &ended["statusReason"]],
        ["FAILED", "Job attempt duration exceeded timeout"]
    );
    assert_eq!(ended["timeout"], json!({"attemptDurationSeconds": 60}));
}

#[tokio::test]
async fn the_time_of_each_attempt_counts_from_its_own_start() {
    let bench = Bench::with_vcpus(1).await;
    let timeout = json!({"timeout": {"attemptDurationSeconds": 60}, "retryStrategy": {"attempts": 2}});
    let job = bench.submit(timeout).await;
    bench.processes.have_started(1).await;
    bench.clock.advance_time_by(Duration::from_secs(40));
    bench.processes.exit(&job, 1).await;
    bench.processes.have_started(2).await;
    assert_eq!(bench.status(&job).await, "RUNNING");
    bench.clock.advance_time_by(Duration::from_secs(40));
    bench.processes.exit(&job, 0).await;
    assert_eq!(bench.ended(&job).await["status"], "SUCCEEDED");
}

#[tokio::test]
async fn a_job_that_has_not_started_ends_at_once() {
    let bench = Bench::with_vcpus(1).await;
    bench.submit(json!({})).await;
    for operation in ["terminatejob", "canceljob"] {
        let job = bench.submit(json!({})).await;
        bench.call(operation, json!({"jobId": job, "reason": REASON})).await.unwrap();
        let ended = bench.ended(&job).await;
        assert_eq!([&ended["status"], &ended["statusReason"]], ["FAILED", REASON]);
        assert_eq!(ended["isCancelled"], operation == "canceljob");
    }
    assert_eq!(bench.processes.launches().len(), 1);
}

#[tokio::test]
async fn cancelling_leaves_what_runs_and_what_is_unknown_alone() {
    let bench = Bench::with_vcpus(1).await;
    let job = bench.submit(json!({})).await;
    bench.processes.have_started(1).await;
    for id in [job.as_str(), "nobody"] {
        bench.call("canceljob", json!({"jobId": id, "reason": REASON})).await.unwrap();
    }
    bench.processes.exit(&job, 0).await;
    assert_eq!(bench.ended(&job).await["status"], "SUCCEEDED");
    assert!(bench.processes.signals().is_empty());
}

#[tokio::test]
async fn terminating_an_array_ends_every_child_wherever_it_is() {
    let bench = Bench::with_vcpus(2).await;
    let job = bench.submit(json!({"arrayProperties": {"size": 5}, "retryStrategy": {"attempts": 2}})).await;
    bench.processes.exit(&format!("{job}:0"), 0).await;
    bench.processes.have_started(3).await;
    bench.call("terminatejob", json!({"jobId": job, "reason": REASON})).await.unwrap();
    bench.processes.have_heard(2).await;
    for child in bench.processes.running() {
        bench.processes.exit(&child, 143).await;
    }
    let ended = bench.ended(&job).await;
    assert_eq!([&ended["status"], &ended["statusReason"]], ["FAILED", REASON]);
    let summary = &ended["arrayProperties"]["statusSummary"];
    assert_eq!([&summary["SUCCEEDED"], &summary["FAILED"]], [1, 4]);
    assert_eq!(bench.described(&format!("{job}:4")).await["statusReason"], REASON);
    assert_eq!(bench.processes.launches().len(), 3);
}

#[tokio::test]
async fn children_of_a_cancelled_array_that_run_end_by_themselves_and_are_not_tried_again() {
    let bench = Bench::with_vcpus(2).await;
    let job = bench.submit(json!({"arrayProperties": {"size": 4}, "retryStrategy": {"attempts": 5}})).await;
    bench.processes.have_started(2).await;
    bench.call("canceljob", json!({"jobId": job, "reason": REASON})).await.unwrap();
    assert_eq!(bench.status(&format!("{job}:3")).await, "FAILED");
    bench.processes.exit(&format!("{job}:0"), 0).await;
    bench.processes.exit(&format!("{job}:1"), 75).await;
    let ended = bench.ended(&job).await;
    assert_eq!([&ended["status"], &ended["statusReason"]], ["FAILED", REASON]);
    assert_eq!(ended["arrayProperties"]["statusSummary"]["SUCCEEDED"], 1);
    assert_eq!((bench.processes.launches().len(), bench.processes.signals().len()), (2, 0));
}

#[tokio::test]
async fn one_child_can_be_terminated_by_itself() {
    let bench = Bench::with_vcpus(1).await;
    let job = bench.submit(json!({"arrayProperties": {"size": 2}})).await;
    bench.processes.have_started(1).await;
    bench.call("terminatejob", json!({"jobId": format!("{job}:1"), "reason": REASON})).await.unwrap();
    bench.processes.exit(&format!("{job}:0"), 0).await;
    let ended = bench.ended(&job).await;
    assert_eq!([&ended["status"], &ended["statusReason"]], ["FAILED", "Array Child Job failed"]);
    let child = bench.described(&format!("{job}:1")).await;
    assert_eq!([&child["statusReason"], &child["isTerminated"]], [&json!(REASON), &json!(true)]);
}

#[tokio::test]
async fn the_end_of_the_cloud_ends_attempts_and_they_are_made_again() {
    let bench = Bench::with_vcpus(2).await;
    let [stopped, done] = [bench.submit(json!({})).await, bench.submit(json!({})).await];
    let waits = bench.submit(json!({})).await;
    bench.processes.have_started(2).await;
    let (jobs, processes) = (bench.jobs.clone(), bench.processes.clone());
    let ending = tokio::spawn(async move { jobs.shut_down().await });
    processes.have_heard(2).await;
    processes.exit(&stopped, 143).await;
    processes.exit(&done, 0).await;
    ending.await.unwrap();
    assert_eq!(processes.launches().len(), 2, "nothing starts any more");
    let bench = bench.reopened(2).await;
    assert_eq!(bench.status(&done).await, "SUCCEEDED");
    bench.processes.exit(&stopped, 0).await;
    bench.processes.exit(&waits, 0).await;
    let ended = bench.ended(&stopped).await;
    assert_eq!(
        [&ended["status"], &ended["attempts"][0]["container"]["exitCode"]],
        [&json!("SUCCEEDED"), &json!(143)]
    );
    let reason = ended["attempts"][0]["statusReason"].as_str().unwrap();
    assert!(reason.starts_with("Host EC2 (instance i-") && reason.ends_with(") terminated."), "{reason}");
}

#[tokio::test]
async fn a_deleted_queue_ends_its_jobs() {
    let bench = Bench::with_vcpus(1).await;
    let [running, waiting] = [bench.submit(json!({})).await, bench.submit(json!({})).await];
    bench.processes.have_started(1).await;
    let refused = bench.refused("deletejobqueue", json!({"jobQueue": "q"})).await;
    assert!(refused.contains("ENABLED"), "{refused}");
    bench.call("updatejobqueue", json!({"jobQueue": "q", "state": "DISABLED"})).await.unwrap();
    let refused = bench.refused("submitjob", crate::bench::submission(json!({}))).await;
    assert!(refused.contains("DISABLED"), "{refused}");
    bench.call("deletejobqueue", json!({"jobQueue": "q"})).await.unwrap();
    bench.processes.have_heard(1).await;
    bench.processes.exit(&running, 143).await;
    for job in [running, waiting] {
        assert_eq!(bench.ended(&job).await["statusReason"], "The job queue was deleted.");
    }
}
