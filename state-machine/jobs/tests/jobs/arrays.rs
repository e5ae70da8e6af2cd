//! Array jobs: one submission, a child for each index.

use serde_json::{Value, json};

use crate::bench::Bench;
use crate::scripted_processes::ScriptedProcesses;
use crate::temporary_journal::TemporaryJournal;

#[tokio::test]
async fn an_array_waits_for_its_children_and_counts_them() {
    let bench = Bench::with_vcpus(2).await;
    let job = bench.submit(json!({"arrayProperties": {"size": 3}})).await;
    bench.processes.have_started(2).await;
    let described = bench.described(&job).await;
    assert_eq!([&described["status"], &described["arrayProperties"]["size"]], [&json!("PENDING"), &json!(3)]);
    let summary = &described["arrayProperties"]["statusSummary"];
    let counts = ["SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING", "SUCCEEDED", "FAILED"];
    assert_eq!(counts.map(|status| summary[status].as_u64().unwrap()), [0, 0, 1, 0, 2, 0, 0]);
    let child = bench.described(&format!("{job}:2")).await;
    assert_eq!([&child["status"], &child["arrayProperties"]["index"]], [&json!("RUNNABLE"), &json!(2)]);
    for index in 0..3 {
        bench.processes.exit(&format!("{job}:{index}"), 0).await;
    }
    let ended = bench.ended(&job).await;
    assert_eq!(ended["status"], "SUCCEEDED");
    assert_eq!(ended["arrayProperties"]["statusSummary"]["SUCCEEDED"], 3);
}

#[tokio::test]
async fn an_array_fails_once_all_have_ended_and_each_child_has_attempts_of_its_own() {
    let bench = Bench::with_vcpus(8).await;
    let job = bench.submit(json!({"arrayProperties": {"size": 3}, "retryStrategy": {"attempts": 2}})).await;
    bench.processes.exit(&format!("{job}:1"), 1).await;
    bench.processes.exit(&format!("{job}:1"), 1).await;
    bench.processes.exit(&format!("{job}:0"), 1).await;
    bench.processes.exit(&format!("{job}:0"), 0).await;
    assert_eq!(bench.ended(&format!("{job}:0")).await["status"], "SUCCEEDED");
    assert_eq!(bench.status(&job).await, "PENDING");
    bench.processes.exit(&format!("{job}:2"), 0).await;
    let ended = bench.ended(&job).await;
    assert_eq!([&ended["status"], &ended["statusReason"]], ["FAILED", "Array Child Job failed"]);
}

#[tokio::test]
async fn ten_thousand_children_run_each_once() {
    let processes = ScriptedProcesses::ending(|launch| i32::from(launch.key.index == Some(7_777)));
    let bench = Bench::over(TemporaryJournal::default(), processes, 16).await;
    bench.jobs.declare_queue("q", 1).await.unwrap();
    bench.jobs.declare_definition(crate::bench::definition("d", &json!({}))).await.unwrap();
    let job = bench.submit(json!({"arrayProperties": {"size": 10_000}})).await;
    let ended = bench.ended(&job).await;
    let summary = &ended["arrayProperties"]["statusSummary"];
    assert_eq!([&summary["SUCCEEDED"], &summary["FAILED"]], [9_999, 1]);
    let mut indexes: Vec<u32> =
        bench.processes.launches().iter().filter_map(|launch| launch.key.index).collect();
    indexes.sort_unstable();
    assert!(indexes.into_iter().eq(0..10_000));
}

#[tokio::test]
async fn children_are_listed_by_status_in_pages() {
    let bench = Bench::with_vcpus(2).await;
    let job = bench.submit(json!({"arrayProperties": {"size": 7}})).await;
    bench.processes.have_started(2).await;
    let list = async |more: Value| {
        let mut request = json!({"arrayJobId": job});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        bench.call("listjobs", request).await.unwrap()
    };
    let running = list(json!({})).await;
    assert_eq!(running["jobSummaryList"].as_array().unwrap().len(), 2, "without a status, those that run");
    let (mut found, mut token) = (Vec::new(), Value::Null);
    loop {
        let page = list(json!({"jobStatus": "RUNNABLE", "maxResults": 2, "nextToken": token})).await;
        let items = page["jobSummaryList"].as_array().unwrap().clone();
        found.extend(items.into_iter().map(|item| item["arrayProperties"]["index"].as_u64().unwrap()));
        token = page["nextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert_eq!(found, [2, 3, 4, 5, 6]);
}
