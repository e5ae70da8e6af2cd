use std::time::Duration;

use serde_json::json;

use crate::stage::{ROLE, Stage, pass, text, wait};

#[tokio::test]
async fn what_is_kept_can_be_written_down_and_read_again() {
    let stage = Stage::new();
    let params = json!({"name": "m", "definition": pass("1"), "roleArn": ROLE, "publish": true,
        "tags": [{"key": "k", "value": "v"}]});
    let made = stage.ok("CreateStateMachine", params).await;
    let (machine, version) = (text(&made, "stateMachineArn"), text(&made, "stateMachineVersionArn"));
    stage.ok("UpdateStateMachine", json!({"stateMachineArn": machine, "definition": pass("2")})).await;
    let routing = json!([{"stateMachineVersionArn": version, "weight": 100}]);
    let alias =
        stage.ok("CreateStateMachineAlias", json!({"name": "PROD", "routingConfiguration": routing})).await;
    let activity = stage.ok("CreateActivity", json!({"name": "a"})).await;
    let before = stage.ok("DescribeStateMachine", json!({"stateMachineArn": machine})).await;

    let (again, _) = stage.restarted().await;
    assert_eq!(again.ok("DescribeStateMachine", json!({"stateMachineArn": machine})).await, before);
    let execution = again.start(&text(&alias, "stateMachineAliasArn")).await;
    assert_eq!(again.ended(&execution).await["stateMachineVersionArn"], version.as_str());
    let latest = again.start(&machine).await;
    let seen = again.ok("DescribeStateMachineForExecution", json!({"executionArn": latest})).await;
    assert_eq!(seen["definition"], pass("2"));
    let tags = again.ok("ListTagsForResource", json!({"resourceArn": machine})).await;
    assert_eq!(tags, json!({"tags": [{"key": "k", "value": "v"}]}));
    let known = json!({"activityArn": activity["activityArn"]});
    assert_eq!(again.ok("DescribeActivity", known).await["name"], "a");
}

#[tokio::test]
async fn an_execution_goes_on_after_a_restart_with_the_revision_that_it_runs() {
    let stage = Stage::new();
    let machine = stage.create("m", &wait()).await;
    let execution = stage.start(&machine).await;
    stage.ok("UpdateStateMachine", json!({"stateMachineArn": machine, "definition": pass("new")})).await;
    let (again, resumption) = stage.restarted().await;
    assert_eq!((resumption.executions, resumption.resumed, resumption.damaged.len()), (1, 1, 0));
    let seen = again.ok("DescribeStateMachineForExecution", json!({"executionArn": execution})).await;
    assert_eq!(seen["definition"], wait());
    for _ in 0..2 {
        again.clock.next_deadline().await;
        again.clock.advance_time_by(Duration::from_mins(1));
    }
    let ended = again.ended(&execution).await;
    assert_eq!((&ended["status"], &ended["stopDate"]), (&json!("SUCCEEDED"), &json!(120.0)));
    let listed = again.ok("ListExecutions", json!({"stateMachineArn": machine})).await;
    assert_eq!(listed["executions"][0]["executionArn"], execution.as_str());
}

#[tokio::test]
async fn a_machine_that_was_about_to_go_goes_after_a_restart() {
    let stage = Stage::new();
    let machine = stage.create("m", &wait()).await;
    let execution = stage.start(&machine).await;
    stage.ok("DeleteStateMachine", json!({"stateMachineArn": machine})).await;
    let (again, _) = stage.restarted().await;
    let described = again.ok("DescribeStateMachine", json!({"stateMachineArn": machine})).await;
    assert_eq!(described["status"], "DELETING");
    again.clock.next_deadline().await;
    again.clock.advance_time_by(Duration::from_mins(1));
    assert_eq!(again.ended(&execution).await["status"], "ABORTED");
}

#[tokio::test]
async fn revisions_that_nothing_shows_any_more_are_forgotten() {
    let stage = Stage::new();
    let machine = stage.create("m", &pass("run")).await;
    let execution = stage.start(&machine).await;
    let update = |comment: String, publish: bool| {
        let params = json!({"stateMachineArn": machine, "definition": pass(&comment), "publish": publish});
        stage.ok("UpdateStateMachine", params)
    };
    update("published".into(), true).await;
    for number in 0..50 {
        update(number.to_string(), false).await;
    }
    let kept = || serde_json::to_value(stage.api.snapshot()).unwrap()["revisions"].as_object().unwrap().len();
    assert_eq!(kept(), 3, "what ran, what is published and the latest");
    stage.ok("DeleteStateMachineVersion", json!({"stateMachineVersionArn": format!("{machine}:1")})).await;
    assert_eq!(kept(), 2);
    stage.ended(&execution).await;
    stage.ok("DeleteStateMachine", json!({"stateMachineArn": machine})).await;
    assert_eq!(kept(), 1, "what ran");
    let seen = stage.ok("DescribeStateMachineForExecution", json!({"executionArn": execution})).await;
    assert_eq!(seen["definition"], pass("run"));
}
