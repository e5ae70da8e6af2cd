use serde_json::{Value, json};

use crate::stage::{BASE, ROLE, Stage, pass, text};

async fn published(stage: &Stage) -> (String, String) {
    let params = json!({
        "name": "m", "definition": pass("1"), "roleArn": ROLE, "publish": true, "versionDescription": "first",
    });
    let reply = stage.ok("CreateStateMachine", params).await;
    (text(&reply, "stateMachineArn"), text(&reply, "stateMachineVersionArn"))
}

async fn update(stage: &Stage, machine: &str, comment: &str) -> Value {
    let params = json!({"stateMachineArn": machine, "definition": pass(comment), "publish": true});
    stage.ok("UpdateStateMachine", params).await
}

#[tokio::test]
async fn a_version_stays_what_its_revision_was() {
    let stage = Stage::new();
    let (machine, first) = published(&stage).await;
    let second = text(&update(&stage, &machine, "2").await, "stateMachineVersionArn");
    assert_eq!((first.as_str(), second.as_str()), (&*format!("{machine}:1"), &*format!("{machine}:2")));
    let described = stage.ok("DescribeStateMachine", json!({"stateMachineArn": first})).await;
    assert_eq!(described["definition"], pass("1"));
    assert_eq!(described["description"], "first");
    assert_eq!(described["stateMachineArn"], first.as_str());
    let listed = stage.ok("ListStateMachineVersions", json!({"stateMachineArn": machine})).await;
    let arns: Vec<&Value> = listed["stateMachineVersions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["stateMachineVersionArn"])
        .collect();
    assert_eq!(arns, [&json!(second), &json!(first)]);
}

#[tokio::test]
async fn a_revision_has_one_version_and_numbers_are_never_given_twice() {
    let stage = Stage::new();
    let (machine, first) = published(&stage).await;
    let publish = |params: Value| stage.ok("PublishStateMachineVersion", params);
    let again = publish(json!({"stateMachineArn": machine, "description": "other"})).await;
    assert_eq!(again["stateMachineVersionArn"], first.as_str());
    stage.ok("DeleteStateMachineVersion", json!({"stateMachineVersionArn": first})).await;
    let next = publish(json!({"stateMachineArn": machine, "revisionId": "INITIAL"})).await;
    assert_eq!(next["stateMachineVersionArn"], format!("{machine}:2"));
}

#[tokio::test]
async fn a_version_is_published_of_the_revision_that_is_meant() {
    let stage = Stage::new();
    let (machine, _) = published(&stage).await;
    let current = text(&update(&stage, &machine, "2").await, "revisionId");
    let refused = stage
        .refused("PublishStateMachineVersion", json!({"stateMachineArn": machine, "revisionId": "INITIAL"}))
        .await;
    assert_eq!((refused.code, refused.status), ("ConflictException", 409));
    assert_eq!(
        refused.message,
        format!(
            "Failed to publish the State Machine version for revision INITIAL. The current State Machine revision is {current}."
        )
    );
    stage.ok("PublishStateMachineVersion", json!({"stateMachineArn": machine, "revisionId": current})).await;
}

#[tokio::test]
async fn executions_of_a_version_run_its_revision_and_say_so() {
    let stage = Stage::new();
    let (machine, first) = published(&stage).await;
    update(&stage, &machine, "2").await;
    let execution = stage.start(&first).await;
    let described = stage.ended(&execution).await;
    assert_eq!(described["stateMachineArn"], machine.as_str());
    assert_eq!(described["stateMachineVersionArn"], first.as_str());
    let seen = stage.ok("DescribeStateMachineForExecution", json!({"executionArn": execution})).await;
    assert_eq!(seen["definition"], pass("1"));
    let of_version = stage.ok("ListExecutions", json!({"stateMachineArn": first})).await;
    assert_eq!(of_version["executions"][0]["executionArn"], execution.as_str());
    let second = stage.ok("ListExecutions", json!({"stateMachineArn": format!("{machine}:2")})).await;
    assert_eq!(second["executions"], json!([]));
}

#[tokio::test]
async fn what_is_no_version_is_refused() {
    let stage = Stage::new();
    let (machine, _) = published(&stage).await;
    let missing = format!("{machine}:7");
    let start = stage.refused("StartExecution", json!({"stateMachineArn": missing})).await;
    assert_eq!(start.code, "StateMachineDoesNotExist");
    let describe = stage.refusal("DescribeStateMachine", json!({"stateMachineArn": missing})).await;
    assert_eq!(describe, format!("StateMachineDoesNotExist: State Machine Does Not Exist: '{missing}'"));
    stage.ok("DeleteStateMachineVersion", json!({"stateMachineVersionArn": missing})).await;
    let unqualified =
        stage.refused("DeleteStateMachineVersion", json!({"stateMachineVersionArn": machine})).await;
    assert_eq!(unqualified.code, "ValidationException");
    let other = format!("{BASE}stateMachine:other");
    let publish = stage.refused("PublishStateMachineVersion", json!({"stateMachineArn": other})).await;
    assert_eq!(publish.code, "StateMachineDoesNotExist");
    let listed = stage.ok("ListStateMachineVersions", json!({"stateMachineArn": other})).await;
    assert_eq!(listed, json!({"stateMachineVersions": []}));
}
