use std::time::Duration;

use serde_json::{Value, json};

use crate::stage::{ROLE, Stage, pass, text, wait};

async fn express(stage: &Stage, name: &str, definition: &str) -> String {
    let params = json!({"name": name, "definition": definition, "roleArn": ROLE, "type": "EXPRESS"});
    text(&stage.ok("CreateStateMachine", params).await, "stateMachineArn")
}

#[tokio::test]
async fn an_express_execution_is_answered_with_its_end_and_its_bill() {
    let stage = Stage::new();
    let machine = express(&stage, "m", &pass("")).await;
    let params =
        json!({"stateMachineArn": machine, "name": "e", "input": "{\"a\":1}", "traceHeader": "Root=1"});
    let reply = stage.ok("StartSyncExecution", params).await;
    assert!(text(&reply, "executionArn").contains(":express:m:e:"), "{reply}");
    assert_eq!(
        (&reply["status"], &reply["output"], &reply["traceHeader"]),
        (&json!("SUCCEEDED"), &json!("{\"a\":1}"), &json!("Root=1"))
    );
    assert_eq!(
        reply["billingDetails"],
        json!({"billedMemoryUsedInMB": 64, "billedDurationInMilliseconds": 100})
    );
}

#[tokio::test]
async fn a_failure_is_in_the_answer() {
    let stage = Stage::new();
    let fail =
        json!({"StartAt": "A", "States": {"A": {"Type": "Fail", "Error": "E", "Cause": "C"}}}).to_string();
    let machine = express(&stage, "m", &fail).await;
    let reply = stage.ok("StartSyncExecution", json!({"stateMachineArn": machine})).await;
    assert_eq!(
        (&reply["status"], &reply["error"], &reply["cause"]),
        (&json!("FAILED"), &json!("E"), &json!("C"))
    );
    assert_eq!(reply.get("output"), None);
}

#[tokio::test]
async fn five_minutes_are_the_most() {
    let stage = Stage::new();
    let long =
        json!({"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 3600, "End": true}}}).to_string();
    let machine = express(&stage, "m", &long).await;
    let api = stage.api.clone();
    let call = tokio::spawn(async move {
        api.call("StartSyncExecution", json!({"stateMachineArn": machine})).await.unwrap()
    });
    while !call.is_finished() {
        tokio::select! {
            biased;
            _ = stage.clock.advance_to_next_sleeper() => {}
            () = tokio::task::yield_now() => {}
        }
        tokio::task::yield_now().await;
    }
    let reply = call.await.unwrap();
    assert_eq!(reply["status"], "TIMED_OUT");
    assert_eq!(reply["stopDate"], 300.0);
    assert_eq!(reply["billingDetails"]["billedDurationInMilliseconds"], 300_000);
}

#[tokio::test]
async fn duration_is_billed_by_the_started_tenth_of_a_second() {
    let stage = Stage::new();
    let second =
        json!({"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 1, "End": true}}}).to_string();
    let machine = express(&stage, "m", &second).await;
    let api = stage.api.clone();
    let call = tokio::spawn(async move {
        api.call("StartSyncExecution", json!({"stateMachineArn": machine})).await.unwrap()
    });
    stage.clock.next_deadline().await;
    stage.clock.advance_time_by(Duration::from_millis(1_001));
    assert_eq!(call.await.unwrap()["billingDetails"]["billedDurationInMilliseconds"], 1_100);
}

#[tokio::test]
async fn each_type_has_its_own_operations() {
    let stage = Stage::new();
    let (standard, express) = (stage.create("s", &wait()).await, express(&stage, "x", &pass("")).await);
    let unsupported =
        "StateMachineTypeNotSupported: This operation is not supported by this type of state machine";
    for (operation, machine) in [("StartSyncExecution", &standard), ("ListExecutions", &express)] {
        assert_eq!(
            stage.refusal(operation, json!({"stateMachineArn": machine})).await,
            unsupported,
            "{operation}"
        );
    }
    let execution = stage.start(&express).await;
    let table: [(&str, Value); 5] = [
        ("DescribeExecution", json!({"executionArn": execution})),
        ("StopExecution", json!({"executionArn": execution})),
        ("GetExecutionHistory", json!({"executionArn": execution})),
        ("DescribeStateMachineForExecution", json!({"executionArn": execution})),
        ("RedriveExecution", json!({"executionArn": execution})),
    ];
    for (operation, params) in table {
        let refusal = stage.refusal(operation, params).await;
        assert_eq!(
            refusal, "InvalidArn: Invalid Arn: 'Resource type not valid in this context: express'",
            "{operation}"
        );
    }
}
