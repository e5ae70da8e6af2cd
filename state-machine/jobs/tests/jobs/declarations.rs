//! What is put in place when the cloud begins, each time.

use apoyo_jobs::{JobsSection, PhotoWorker};
use serde_json::{Value, json};

use crate::bench::{Bench, definition};

fn worker(command: &str) -> PhotoWorker {
    PhotoWorker {
        name: "apoyo-classify".into(),
        command: vec![command.into()],
        retry_strategy: json!({"Attempts": 5, "EvaluateOnExit": [{"OnExitCode": "1", "Action": "EXIT"}]}),
        timeout_seconds: 21_600,
        vcpus: 2,
        mebibytes: 4_096,
        environment: vec![("APOYO_BUCKET".into(), "apoyo".into())],
    }
}

#[tokio::test]
async fn what_is_declared_again_unchanged_is_no_new_revision() {
    let bench = Bench::with_vcpus(1).await;
    let first = bench.jobs.declare_photo_worker(&worker("w")).await.unwrap();
    assert_eq!(first.0, "arn:aws:batch:us-east-1:000000000000:job-queue/apoyo-classify");
    assert_eq!(first.1, "arn:aws:batch:us-east-1:000000000000:job-definition/apoyo-classify:1");
    let events = bench.journal.events();
    assert_eq!(bench.jobs.declare_photo_worker(&worker("w")).await.unwrap(), first);
    assert_eq!(bench.journal.events(), events);
    assert!(bench.jobs.declare_photo_worker(&worker("other")).await.unwrap().1.ends_with(":2"));
    let bench = bench.reopened(1).await;
    assert!(bench.jobs.declare_photo_worker(&worker("other")).await.unwrap().1.ends_with(":2"));
    let found =
        bench.call("describejobdefinitions", json!({"jobDefinitions": ["apoyo-classify:2"]})).await.unwrap();
    let strategy = &found["jobDefinitions"][0]["retryStrategy"];
    assert_eq!(strategy["evaluateOnExit"][0], json!({"onExitCode": "1", "action": "EXIT"}));
}

#[tokio::test]
async fn a_users_section_is_put_in_place() {
    let bench = Bench::with_vcpus(1).await;
    let section: JobsSection = serde_json::from_value(json!({
        "definitions": {"count": {"command": ["count", "Ref::what"], "attempts": 3, "vcpus": 0.5, "mebibytes": 64,
            "timeoutSeconds": 60, "environment": {"A": "b"}, "parameters": {"what": "all"}}},
    }))
    .unwrap();
    bench.jobs.declare_section(&section).await.unwrap();
    bench.jobs.declare_section(&section).await.unwrap();
    let job = bench.submit(json!({"jobQueue": "default", "jobDefinition": "count"})).await;
    bench.processes.have_started(1).await;
    let launch = &bench.processes.launches()[0];
    assert_eq!(launch.command, ["count", "all"]);
    assert!(launch.environment.contains(&("A".into(), "b".into())));
    let described = bench.described(&job).await;
    assert_eq!(described["jobDefinition"], "arn:aws:batch:us-east-1:000000000000:job-definition/count:1");
    assert_eq!(
        [&described["retryStrategy"]["attempts"], &described["timeout"]["attemptDurationSeconds"]],
        [3, 60]
    );
}

#[tokio::test]
async fn tags_are_kept_with_what_they_are_of() {
    let bench = Bench::with_vcpus(1).await;
    let job = bench.submit(json!({"tags": {"team": "a"}})).await;
    let arn = bench.described(&job).await["jobArn"].clone();
    bench.call("tagresource", json!({"resourceArn": arn, "tags": {"é": "ñ"}})).await.unwrap();
    bench.call("untagresource", json!({"resourceArn": arn, "tagKeys": ["team"]})).await.unwrap();
    let bench = bench.reopened(1).await;
    assert_eq!(
        bench.call("listtagsforresource", json!({"resourceArn": arn})).await.unwrap(),
        json!({"tags": {"é": "ñ"}})
    );
    assert_eq!(bench.described(&job).await["tags"], json!({"é": "ñ"}));
    let unknown = "arn:aws:batch:us-east-1:000000000000:job-queue/none";
    assert!(
        bench.refused("listtagsforresource", json!({"resourceArn": unknown})).await.contains("not found")
    );
    let many: serde_json::Map<String, Value> = (0..51).map(|at| (at.to_string(), json!(""))).collect();
    assert!(
        bench.refused("tagresource", json!({"resourceArn": arn, "tags": many})).await.contains("at most 50")
    );
}

#[tokio::test]
async fn a_bad_declaration_is_refused_with_its_reason() {
    let bench = Bench::with_vcpus(1).await;
    let fault = bench.jobs.declare_definition(definition("d e", &json!({}))).await.unwrap_err();
    assert!(fault.message.contains("\"d e\""), "{fault}");
    assert!(bench.jobs.declare_queue("q", 1_001).await.unwrap_err().message.contains("1001"));
}
