use std::time::Duration;

use serde_json::{Value, json};

use crate::stage::{ROLE, Stage, pass, text, wait};

async fn status(stage: &Stage, machine: &str) -> Option<Value> {
    let described = stage.api.call("DescribeStateMachine", json!({"stateMachineArn": machine})).await;
    described.ok().map(|it| it["status"].clone())
}

#[tokio::test]
async fn a_machine_without_executions_goes_at_once_with_its_versions_and_aliases() {
    let stage = Stage::new();
    let params = json!({"name": "m", "definition": pass(""), "roleArn": ROLE, "publish": true});
    let made = stage.ok("CreateStateMachine", params.clone()).await;
    let (machine, version) = (text(&made, "stateMachineArn"), text(&made, "stateMachineVersionArn"));
    let routing = json!([{"stateMachineVersionArn": version, "weight": 100}]);
    let alias =
        stage.ok("CreateStateMachineAlias", json!({"name": "a", "routingConfiguration": routing})).await;
    let execution = stage.start(&machine).await;
    stage.ended(&execution).await;
    for _ in 0..2 {
        assert_eq!(stage.ok("DeleteStateMachine", json!({"stateMachineArn": machine})).await, json!({}));
    }
    for arn in [&machine, &version, &text(&alias, "stateMachineAliasArn")] {
        let refused = stage.refused("StartExecution", json!({"stateMachineArn": arn})).await;
        assert_eq!(refused.code, "StateMachineDoesNotExist", "{arn}");
    }
    let seen = stage.ok("DescribeStateMachineForExecution", json!({"executionArn": execution})).await;
    assert_eq!(seen["definition"], pass(""), "an execution shows what it ran");
    stage.ok("CreateStateMachine", params).await;
}

#[tokio::test]
async fn a_machine_with_executions_is_deleting_until_they_have_ended_at_their_next_state() {
    let stage = Stage::new();
    let machine = stage.create("m", &wait()).await;
    let execution = stage.start(&machine).await;
    stage.ok("DeleteStateMachine", json!({"stateMachineArn": machine})).await;
    assert_eq!(status(&stage, &machine).await, Some("DELETING".into()));
    let deleting = json!({"stateMachineArn": machine});
    assert_eq!(stage.refused("StartExecution", deleting.clone()).await.code, "StateMachineDeleting");
    assert_eq!(stage.refused("ListStateMachineAliases", deleting).await.code, "StateMachineDeleting");
    let again = json!({"name": "m", "definition": pass(""), "roleArn": ROLE});
    assert_eq!(stage.refused("CreateStateMachine", again).await.code, "StateMachineDeleting");
    let running = stage.ok("DescribeExecution", json!({"executionArn": execution})).await;
    assert_eq!(running["status"], "RUNNING", "it stays in its state");
    stage.clock.next_deadline().await;
    stage.clock.advance_time_by(Duration::from_mins(1));
    assert_eq!(stage.ended(&execution).await["status"], "ABORTED");
    while status(&stage, &machine).await.is_some() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_is_no_machine_is_not_deleted() {
    let stage = Stage::new();
    let machine = stage.create("m", &pass("")).await;
    for arn in [format!("{machine}:1"), format!("{machine}:a"), format!("{machine}/map")] {
        let refused = stage.refused("DeleteStateMachine", json!({"stateMachineArn": arn})).await;
        assert_eq!(refused.code, "ValidationException", "{arn}");
    }
    assert_eq!(stage.refused("DeleteStateMachine", json!({"stateMachineArn": "m"})).await.code, "InvalidArn");
}
