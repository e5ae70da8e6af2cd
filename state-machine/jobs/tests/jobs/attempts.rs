//! How often a job is tried, and what is said of each attempt.

use apoyo_jobs::ProcessExit;
use serde_json::{Value, json};

use crate::bench::Bench;

#[tokio::test]
async fn a_job_goes_from_runnable_to_succeeded_and_tells_its_times() {
    let bench = Bench::with_vcpus(1).await;
    let first = bench.submit(json!({})).await;
    let second = bench.submit(json!({"parameters": {"a": "b"}})).await;
    bench.processes.have_started(1).await;
    assert_eq!([bench.status(&first).await, bench.status(&second).await], ["RUNNING", "RUNNABLE"]);
    bench.clock.advance_time_by(std::time::Duration::from_secs(5));
    bench.processes.exit(&first, 0).await;
    let ended = bench.ended(&first).await;
    assert_eq!(
        [&ended["status"], &ended["statusReason"]],
        ["SUCCEEDED", "Essential container in task exited"]
    );
    assert_eq!([&ended["createdAt"], &ended["startedAt"], &ended["stoppedAt"]], [0, 0, 5_000]);
    assert_eq!(ended["container"]["exitCode"], 0);
    let stream = ended["container"]["logStreamName"].as_str().unwrap();
    assert!(stream.starts_with("d/default/") && stream.len() == "d/default/".len() + 32, "{stream}");
    assert_eq!(ended["attempts"][0]["container"]["logStreamName"], stream);
    bench.processes.exit(&second, 0).await;
    assert_eq!(bench.ended(&second).await["parameters"], json!({"a": "b"}));
}

#[tokio::test]
async fn a_job_is_tried_as_often_as_its_strategy_says() {
    let bench = Bench::with_vcpus(1).await;
    let job = bench.submit(json!({"retryStrategy": {"attempts": 3}})).await;
    for code in [1, 75, 137] {
        bench.processes.exit(&job, code).await;
    }
    let ended = bench.ended(&job).await;
    assert_eq!(ended["status"], "FAILED");
    let codes: Vec<&Value> = (0..3).map(|at| &ended["attempts"][at]["container"]["exitCode"]).collect();
    assert_eq!(codes, [1, 75, 137]);
    let numbers: Vec<u32> = bench.processes.launches().iter().map(|launch| launch.attempt).collect();
    assert_eq!(numbers, [1, 2, 3]);
    let streams: Vec<&Value> =
        (0..3).map(|at| &ended["attempts"][at]["container"]["logStreamName"]).collect();
    assert!(streams[0] != streams[1] && streams[1] != streams[2], "each attempt has its own log");
}

#[tokio::test]
async fn the_first_rule_that_matches_an_end_decides() {
    let rules = json!([
        {"onStatusReason": "Host EC2*", "action": "RETRY"},
        {"onExitCode": "7*", "action": "retry"},
        {"onReason": "CannotStart*", "action": "EXIT"},
        {"onReason": "*", "action": "EXIT"},
    ]);
    let strategy = json!({"retryStrategy": {"attempts": 5, "evaluateOnExit": rules}});
    let bench = Bench::with_vcpus(1).await;
    let job = bench.submit(strategy.clone()).await;
    for code in [75, 7, 2] {
        bench.processes.exit(&job, code).await;
    }
    let ended = bench.ended(&job).await;
    assert_eq!((&ended["status"], ended["attempts"].as_array().unwrap().len()), (&json!("FAILED"), 3));
    let job = bench.submit(strategy).await;
    let reason = "CannotStartContainerError: exec".to_owned();
    bench.processes.end(&job, ProcessExit::NotStarted { reason: reason.clone() }).await;
    let ended = bench.ended(&job).await;
    assert_eq!([&ended["statusReason"], &ended["container"]["reason"]], ["Task failed to start", &reason]);
    assert_eq!(ended["container"].get("exitCode"), None);
}

#[tokio::test]
async fn an_end_that_no_rule_names_is_tried_again() {
    let bench = Bench::with_vcpus(1).await;
    let rules = json!([{"onExitCode": "1", "action": "EXIT"}]);
    let job = bench.submit(json!({"retryStrategy": {"attempts": 2, "evaluateOnExit": rules}})).await;
    bench.processes.exit(&job, 10).await;
    bench.processes.exit(&job, 0).await;
    assert_eq!(bench.ended(&job).await["status"], "SUCCEEDED");
}

#[tokio::test]
async fn a_process_gets_its_variables_and_its_parameters() {
    let bench = Bench::with_vcpus(1).await;
    let overrides = json!({"command": ["run", "Ref::in", "Ref::absent"],
        "environment": [{"name": "OWN", "value": "ñ =x"}, {"name": "PATH", "value": "/own"}]});
    let job = bench
        .submit(json!({"parameters": {"in": "a b"}, "containerOverrides": overrides, "arrayProperties": {"size": 2}}))
        .await;
    bench.processes.have_started(1).await;
    let launch = &bench.processes.launches()[0];
    assert_eq!(launch.command, ["run", "a b", "Ref::absent"]);
    let variable =
        |name: &str| launch.environment.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
    let table = [
        ("OWN", "ñ =x"),
        ("PATH", "/own"),
        ("AWS_BATCH_JOB_ID", &format!("{job}:0")),
        ("AWS_BATCH_JOB_ATTEMPT", "1"),
        ("AWS_BATCH_JOB_ARRAY_INDEX", "0"),
        ("AWS_BATCH_JOB_ARRAY_SIZE", "2"),
        ("AWS_BATCH_JQ_NAME", "q"),
        ("AWS_BATCH_CE_NAME", "local"),
    ];
    for (name, value) in table {
        assert_eq!(variable(name), Some(value), "{name}");
    }
    assert_eq!(variable("CARGO_MANIFEST_DIR"), None, "nothing else of this process is handed on");
}

#[tokio::test]
async fn nobody_overtakes_a_job_that_waits_for_more_vcpus() {
    let bench = Bench::with_vcpus(2).await;
    let wants = |vcpus: &str| json!({"containerOverrides": {"resourceRequirements": [{"type": "VCPU", "value": vcpus}]}});
    let small = bench.submit(wants("1")).await;
    let large = bench.submit(wants("8")).await;
    let next = bench.submit(wants("0.25")).await;
    bench.processes.have_started(1).await;
    assert_eq!(bench.status(&next).await, "RUNNABLE");
    bench.processes.exit(&small, 0).await;
    bench.processes.have_started(2).await;
    assert_eq!([bench.status(&large).await, bench.status(&next).await], ["RUNNING", "RUNNABLE"]);
    bench.processes.exit(&large, 0).await;
    bench.processes.exit(&next, 0).await;
    assert_eq!(bench.ended(&next).await["status"], "SUCCEEDED");
}

#[tokio::test]
async fn the_queue_with_the_higher_priority_comes_first() {
    let bench = Bench::with_vcpus(1).await;
    bench.jobs.declare_queue("urgent", 9).await.unwrap();
    let running = bench.submit(json!({})).await;
    let waiting = bench.submit(json!({})).await;
    let urgent = bench.submit(json!({"jobQueue": "urgent"})).await;
    bench.processes.exit(&running, 0).await;
    bench.processes.exit(&urgent, 0).await;
    bench.processes.exit(&waiting, 0).await;
    let order: Vec<String> = bench.processes.launches().iter().map(|launch| launch.key.to_string()).collect();
    assert_eq!(order, [running, urgent, waiting]);
}
