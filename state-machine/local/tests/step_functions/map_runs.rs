use serde_json::{Value, json};

use crate::stage::{BASE, Stage, text};

/// A machine with a Distributed Map over ten items, of which each child does this.
fn machine(child: &Value, concurrency: u64) -> String {
    let processor = json!({
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "C", "States": {"C": child},
    });
    let map = json!({
        "Type": "Map", "Label": "label", "ItemsPath": "$", "MaxConcurrency": concurrency,
        "ItemProcessor": processor, "End": true,
    });
    let items = json!({"Type": "Pass", "Result": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], "Next": "M"});
    json!({"StartAt": "A", "States": {"A": items, "M": map}}).to_string()
}

async fn run_of(stage: &Stage, execution: &str) -> String {
    loop {
        let runs = stage.ok("ListMapRuns", json!({"executionArn": execution})).await;
        if let Some(run) = runs["mapRuns"].get(0) {
            assert_eq!(run["stateMachineArn"], format!("{BASE}stateMachine:m/label"));
            return text(run, "mapRunArn");
        }
        tokio::task::yield_now().await;
    }
}

async fn children(stage: &Stage, run: &str, status: &str) -> Vec<Value> {
    let params = json!({"mapRunArn": run, "statusFilter": status});
    stage.ok("ListExecutions", params).await["executions"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_map_run_and_its_children_are_listed_and_described() {
    let stage = Stage::new();
    let arn = stage.create("m", &machine(&json!({"Type": "Pass", "End": true}), 0)).await;
    let execution = stage.start(&arn).await;
    stage.ended(&execution).await;
    let run = run_of(&stage, &execution).await;
    let described = stage.ok("DescribeMapRun", json!({"mapRunArn": run})).await;
    assert_eq!(
        (&described["status"], &described["itemCounts"]["succeeded"]),
        (&json!("SUCCEEDED"), &json!(10))
    );
    let children = children(&stage, &run, "SUCCEEDED").await;
    assert_eq!(children.len(), 10);
    assert_eq!((&children[0]["mapRunArn"], &children[0]["itemCount"]), (&json!(run), &json!(1)));
    let child = text(&children[0], "executionArn");
    let seen = stage.ok("DescribeStateMachineForExecution", json!({"executionArn": child})).await;
    assert_eq!(
        (&seen["mapRunArn"], &seen["label"], &seen["name"]),
        (&json!(run), &json!("label"), &json!("m"))
    );
    let described = stage.ok("DescribeExecution", json!({"executionArn": child})).await;
    assert_eq!(described["mapRunArn"], run.as_str());
    let own = stage.ok("ListExecutions", json!({"stateMachineArn": arn})).await;
    assert_eq!(own["executions"].as_array().unwrap().len(), 1, "children are none of the machine's own");
}

#[tokio::test]
async fn concurrency_grows_while_a_map_run_works() {
    let stage = Stage::new();
    let waits = json!({"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}, "End": true});
    let arn = stage.create("m", &machine(&waits, 2)).await;
    let execution = stage.start(&arn).await;
    let run = run_of(&stage, &execution).await;
    for (concurrency, expected) in [(2, 2), (5, 5), (0, 10)] {
        stage.ok("UpdateMapRun", json!({"mapRunArn": run, "maxConcurrency": concurrency})).await;
        while children(&stage, &run, "RUNNING").await.len() < expected {
            tokio::task::yield_now().await;
        }
        for _ in 0..1_000 {
            tokio::task::yield_now().await;
        }
        assert_eq!(children(&stage, &run, "RUNNING").await.len(), expected);
    }
    let described = stage.ok("DescribeMapRun", json!({"mapRunArn": run})).await;
    assert_eq!(described["maxConcurrency"], 0);
}

#[tokio::test]
async fn concurrency_shrinks_as_children_end() {
    let stage = Stage::new();
    let waits = json!({"Type": "Wait", "Seconds": 10, "End": true});
    let arn = stage.create("m", &machine(&waits, 4)).await;
    let execution = stage.start(&arn).await;
    let run = run_of(&stage, &execution).await;
    while children(&stage, &run, "RUNNING").await.len() < 4 {
        tokio::task::yield_now().await;
    }
    stage.ok("UpdateMapRun", json!({"mapRunArn": run, "maxConcurrency": 1})).await;
    assert_eq!(children(&stage, &run, "RUNNING").await.len(), 4, "none is ended");
    stage.clock.advance_to_next_sleeper().await;
    while children(&stage, &run, "SUCCEEDED").await.len() < 4 {
        tokio::task::yield_now().await;
    }
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
    assert_eq!(children(&stage, &run, "RUNNING").await.len(), 1);
}

#[tokio::test]
async fn failures_are_tolerated_from_the_update_on() {
    let stage = Stage::new();
    let fails = json!({"Type": "Wait", "Seconds": 10, "Next": "F"});
    let definition =
        machine(&fails, 1).replace("\"States\":{\"C\"", "\"States\":{\"F\":{\"Type\":\"Fail\"},\"C\"");
    let arn = stage.create("m", &definition).await;
    let execution = stage.start(&arn).await;
    let run = run_of(&stage, &execution).await;
    let update = json!({"mapRunArn": run, "toleratedFailureCount": 10});
    stage.ok("UpdateMapRun", update).await;
    let ended = async { stage.ended(&execution).await };
    let moving = async {
        loop {
            stage.clock.advance_to_next_sleeper().await;
        }
    };
    let ended = tokio::select! { ended = ended => ended, () = moving => unreachable!() };
    assert_eq!(ended["status"], "SUCCEEDED");
    let described = stage.ok("DescribeMapRun", json!({"mapRunArn": run})).await;
    assert_eq!(
        (&described["itemCounts"]["failed"], &described["toleratedFailureCount"]),
        (&json!(10), &json!(10))
    );
    let late = stage.refused("UpdateMapRun", json!({"mapRunArn": run, "maxConcurrency": 1})).await;
    assert_eq!(late.reason, Some("CANNOT_UPDATE_COMPLETED_MAP_RUN"));
}

#[tokio::test]
async fn what_is_no_map_run_is_refused() {
    let stage = Stage::new();
    let missing = format!("{BASE}mapRun:m/label:1");
    assert_eq!(stage.refused("DescribeMapRun", json!({"mapRunArn": missing})).await.code, "ResourceNotFound");
    let update = stage.refused("UpdateMapRun", json!({"mapRunArn": missing, "maxConcurrency": 1})).await;
    assert_eq!(update.code, "ResourceNotFound");
    let nothing = stage.refused("UpdateMapRun", json!({"mapRunArn": missing})).await;
    assert_eq!(nothing.reason, Some("MISSING_REQUIRED_PARAMETER"));
    let much =
        json!({"mapRunArn": missing, "toleratedFailurePercentage": 100.5, "toleratedFailureCount": -1});
    let much = stage.refusal("UpdateMapRun", much).await;
    assert!(
        much.contains("2 validation errors detected: Value '100.5' at 'toleratedFailurePercentage'"),
        "{much}"
    );
    let execution =
        stage.refused("ListMapRuns", json!({"executionArn": format!("{BASE}execution:m:e")})).await;
    assert_eq!(execution.code, "ExecutionDoesNotExist");
    let arn = stage.refused("DescribeMapRun", json!({"mapRunArn": format!("{BASE}execution:m:e")})).await;
    assert_eq!(arn.code, "InvalidArn");
}
