use std::time::Duration;

use serde_json::{Value, json};

use crate::stage::{BASE, Stage, text};

#[tokio::test]
async fn a_worker_takes_a_task_and_reports_on_it() {
    let stage = Stage::new();
    let activity = text(&stage.ok("CreateActivity", json!({"name": "a"})).await, "activityArn");
    let definition =
        json!({"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": activity, "End": true}}});
    let machine = stage.create("m", &definition.to_string()).await;
    let (first, second) = (stage.start(&machine).await, stage.start(&machine).await);
    let poll = || stage.ok("GetActivityTask", json!({"activityArn": activity, "workerName": "w"}));
    let task = poll().await;
    assert_eq!(task["input"], "{}");
    stage.ok("SendTaskHeartbeat", json!({"taskToken": task["taskToken"]})).await;
    let invalid = json!({"taskToken": task["taskToken"], "output": "{"});
    assert_eq!(stage.refused("SendTaskSuccess", invalid).await.code, "InvalidOutput");
    let done = json!({"taskToken": task["taskToken"], "output": "[1]"});
    stage.ok("SendTaskSuccess", done.clone()).await;
    assert_eq!(stage.ended(&first).await["output"], "[1]");
    assert_eq!(stage.refused("SendTaskSuccess", done).await.code, "TaskTimedOut");
    let failed = json!({"taskToken": poll().await["taskToken"], "error": "E", "cause": "C"});
    stage.ok("SendTaskFailure", failed).await;
    assert_eq!(stage.ended(&second).await["error"], "E");
}

#[tokio::test]
async fn a_poll_without_a_task_ends_after_a_minute() {
    let stage = Stage::new();
    let activity = text(&stage.ok("CreateActivity", json!({"name": "a"})).await, "activityArn");
    let api = stage.api.clone();
    let poll =
        tokio::spawn(async move { api.call("GetActivityTask", json!({"activityArn": activity})).await });
    stage.clock.next_deadline().await;
    stage.clock.advance_time_by(Duration::from_mins(1));
    assert_eq!(poll.await.unwrap(), Ok(json!({})));
}

#[tokio::test]
async fn an_activity_is_made_once_and_deleted_as_often_as_asked() {
    let stage = Stage::new();
    let made = stage.ok("CreateActivity", json!({"name": "a", "tags": [{"key": "k", "value": "v"}]})).await;
    stage.clock.advance_time_by(Duration::from_secs(1));
    assert_eq!(stage.ok("CreateActivity", json!({"name": "a"})).await, made);
    let key = json!({"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "k"});
    let other = stage.refused("CreateActivity", json!({"name": "a", "encryptionConfiguration": key})).await;
    assert_eq!(other.code, "ActivityAlreadyExists");
    assert_eq!(
        stage.refusal("CreateActivity", json!({"name": "a b"})).await,
        "InvalidName: Invalid Name: 'a b'"
    );
    let activity = json!({"activityArn": made["activityArn"]});
    for _ in 0..2 {
        assert_eq!(stage.ok("DeleteActivity", activity.clone()).await, json!({}));
    }
    let arn = text(&made, "activityArn");
    for operation in ["DescribeActivity", "GetActivityTask"] {
        let refusal = stage.refusal(operation, activity.clone()).await;
        assert_eq!(refusal, format!("ActivityDoesNotExist: Activity Does Not Exist: '{arn}'"), "{operation}");
    }
    let machine: Value = json!({"activityArn": format!("{BASE}stateMachine:m")});
    assert_eq!(stage.refused("DeleteActivity", machine).await.code, "InvalidArn");
}
