use std::time::Duration;

use serde_json::{Value, json};

use crate::stage::{BASE, ROLE, Stage, pass, text, wait};

#[tokio::test]
async fn a_start_with_name_and_input_of_a_running_execution_is_that_execution() {
    let stage = Stage::new();
    let machine = stage.create("m", &wait()).await;
    let params = json!({"stateMachineArn": machine, "name": "e", "input": "{\"a\": 1}"});
    let first = stage.ok("StartExecution", params.clone()).await;
    stage.clock.advance_time_by(Duration::from_secs(1));
    assert_eq!(stage.ok("StartExecution", params.clone()).await, first);
    let other = json!({"stateMachineArn": machine, "name": "e", "input": "{}"});
    let refusal = stage.refusal("StartExecution", other).await;
    let arn = text(&first, "executionArn");
    assert_eq!(refusal, format!("ExecutionAlreadyExists: Execution Already Exists: '{arn}'"));
    stage.ok("StopExecution", json!({"executionArn": arn})).await;
    assert_eq!(stage.refused("StartExecution", params).await.code, "ExecutionAlreadyExists");
}

#[tokio::test]
async fn what_cannot_start_is_refused_with_its_reason() {
    let stage = Stage::new();
    let machine = stage.create("m", &pass("")).await;
    let missing = format!("{BASE}stateMachine:other");
    for (params, code) in [
        (json!({"stateMachineArn": missing}), "StateMachineDoesNotExist"),
        (json!({"stateMachineArn": format!("{machine}/map")}), "ValidationException"),
        (json!({"stateMachineArn": "m"}), "InvalidArn"),
        (json!({"stateMachineArn": machine, "name": "a b"}), "InvalidName"),
        (json!({"stateMachineArn": machine, "input": "{"}), "InvalidExecutionInput"),
        (json!({"stateMachineArn": machine, "input": ""}), "InvalidExecutionInput"),
        (
            json!({"stateMachineArn": machine, "input": format!("\"{}\"", "ñ".repeat(140_000))}),
            "InvalidExecutionInput",
        ),
        (json!({"stateMachineArn": machine, "input": "x".repeat(262_145)}), "ValidationException"),
        (json!({"stateMachineArn": machine, "traceHeader": "ñ"}), "ValidationException"),
        (json!({}), "ValidationException"),
    ] {
        assert_eq!(
            stage.refused("StartExecution", params.clone()).await.code,
            code,
            "{:.200}",
            params.to_string()
        );
    }
}

#[tokio::test]
async fn an_execution_that_runs_keeps_what_it_began_with() {
    let stage = Stage::new();
    let machine = stage.create("m", &wait()).await;
    let execution = stage.start(&machine).await;
    let update = json!({"stateMachineArn": machine, "definition": pass("new"), "roleArn": ROLE});
    let updated = stage.ok("UpdateStateMachine", update).await;
    let params = json!({"executionArn": execution});
    let seen = stage.ok("DescribeStateMachineForExecution", params).await;
    assert_eq!(seen["definition"], wait());
    assert_eq!(seen.get("revisionId"), None, "the first revision has no id");
    let next = stage.start(&machine).await;
    let seen = stage.ok("DescribeStateMachineForExecution", json!({"executionArn": next})).await;
    assert_eq!(seen["definition"], pass("new"));
    assert_eq!(seen["revisionId"], updated["revisionId"]);
}

#[tokio::test]
async fn a_description_tells_how_it_ended_and_whether_it_can_be_redriven() {
    let stage = Stage::new();
    let fail =
        json!({"StartAt": "A", "States": {"A": {"Type": "Fail", "Error": "E", "Cause": "C"}}}).to_string();
    let (passing, failing) = (stage.create("p", &pass("")).await, stage.create("f", &fail).await);
    let waiting = stage.create("w", &wait()).await;
    let running = stage.ok("DescribeExecution", json!({"executionArn": stage.start(&waiting).await})).await;
    assert_eq!(running["redriveStatusReason"], "Execution is RUNNING and cannot be redriven");
    let ended = stage.ended(&stage.start(&passing).await).await;
    assert_eq!(ended["redriveStatusReason"], "Execution is SUCCEEDED and cannot be redriven");
    assert_eq!((&ended["output"], &ended["outputDetails"]), (&json!("{}"), &json!({"included": true})));
    let execution = stage.start(&failing).await;
    let failed = stage.ended(&execution).await;
    assert_eq!(
        (&failed["error"], &failed["cause"], &failed["redriveStatus"]),
        (&json!("E"), &json!("C"), &json!("REDRIVABLE"))
    );
    let metadata = json!({"executionArn": execution, "includedData": "METADATA_ONLY"});
    let told = stage.ok("DescribeExecution", metadata).await;
    assert_eq!(
        (told.get("input"), told.get("cause"), &told["inputDetails"]),
        (None, None, &json!({"included": false}))
    );
    stage.clock.advance_time_by(Duration::from_hours(14 * 24 + 1));
    let late = stage.ok("DescribeExecution", json!({"executionArn": execution})).await;
    assert_eq!(late["redriveStatusReason"], "Execution redrivable period exceeded");
    assert_eq!(
        stage.refused("RedriveExecution", json!({"executionArn": execution})).await.code,
        "ExecutionNotRedrivable"
    );
}

#[tokio::test]
async fn a_stopped_execution_tells_why_and_stays_stopped() {
    let stage = Stage::new();
    let machine = stage.create("m", &wait()).await;
    let execution = stage.start(&machine).await;
    let stopped =
        stage.ok("StopExecution", json!({"executionArn": execution, "error": "E", "cause": "C"})).await;
    stage.clock.advance_time_by(Duration::from_secs(5));
    assert_eq!(
        stage.ok("StopExecution", json!({"executionArn": execution, "error": "other"})).await,
        stopped
    );
    let described = stage.ended(&execution).await;
    assert_eq!((&described["status"], &described["error"]), (&json!("ABORTED"), &json!("E")));
    let missing = format!("{BASE}execution:m:other");
    let refusal = stage.refusal("StopExecution", json!({"executionArn": missing})).await;
    assert_eq!(refusal, format!("ExecutionDoesNotExist: Execution Does Not Exist: '{missing}'"));
}

#[tokio::test]
async fn a_history_is_told_without_data_where_none_is_wanted() {
    let stage = Stage::new();
    let machine = stage.create("m", &pass("")).await;
    let execution = stage.start(&machine).await;
    stage.ended(&execution).await;
    let history = |data: bool| {
        stage.ok("GetExecutionHistory", json!({"executionArn": execution, "includeExecutionData": data}))
    };
    let with = history(true).await;
    assert_eq!(with["events"][1]["stateEnteredEventDetails"]["input"], "{}");
    let without = history(false).await;
    assert_eq!(without["events"][1]["stateEnteredEventDetails"], json!({"name": "A"}));
    assert_eq!(without["events"].as_array().unwrap().len(), with["events"].as_array().unwrap().len());
}

#[tokio::test]
async fn lists_of_executions_are_filtered() {
    let stage = Stage::new();
    let machine = stage.create("m", &wait()).await;
    let running = stage.start(&machine).await;
    let stopped = stage.start(&machine).await;
    stage.ok("StopExecution", json!({"executionArn": stopped})).await;
    let list = |filter: Value| {
        let mut params = json!({"stateMachineArn": machine});
        params.as_object_mut().unwrap().extend(filter.as_object().unwrap().clone());
        stage.ok("ListExecutions", params)
    };
    let arns = |listed: Value| -> Vec<Value> {
        listed["executions"].as_array().unwrap().iter().map(|it| it["executionArn"].clone()).collect()
    };
    assert_eq!(arns(list(json!({})).await), [json!(stopped), json!(running)], "newest first");
    assert_eq!(arns(list(json!({"statusFilter": "RUNNING"})).await), [json!(running)]);
    assert_eq!(arns(list(json!({"statusFilter": "FAILED"})).await), [] as [Value; 0]);
    assert_eq!(arns(list(json!({"redriveFilter": "REDRIVEN"})).await), [] as [Value; 0]);
    assert_eq!(arns(list(json!({"redriveFilter": "NOT_REDRIVEN"})).await).len(), 2);
    for params in [
        json!({}),
        json!({"stateMachineArn": machine, "mapRunArn": format!("{BASE}mapRun:m/l:1")}),
        json!({"stateMachineArn": machine, "statusFilter": "PENDING_REDRIVE"}),
        json!({"stateMachineArn": machine, "statusFilter": "DONE"}),
    ] {
        assert_eq!(
            stage.refused("ListExecutions", params.clone()).await.code,
            "ValidationException",
            "{params}"
        );
    }
    let other = json!({"stateMachineArn": format!("{BASE}stateMachine:other")});
    assert_eq!(stage.refused("ListExecutions", other).await.code, "StateMachineDoesNotExist");
    let alias = json!({"stateMachineArn": format!("{machine}:a")});
    assert_eq!(stage.refused("ListExecutions", alias).await.code, "ResourceNotFound");
}

#[tokio::test]
async fn tokens_of_tasks_are_checked() {
    let stage = Stage::new();
    for (operation, params) in [
        ("SendTaskSuccess", json!({"taskToken": "t", "output": "{}"})),
        ("SendTaskFailure", json!({"taskToken": "t"})),
        ("SendTaskHeartbeat", json!({"taskToken": "t"})),
    ] {
        let refusal = stage.refusal(operation, params).await;
        assert_eq!(refusal, "InvalidToken: Invalid Token: 'Invalid token'", "{operation}");
    }
    let long = json!({"taskToken": "t", "error": "e".repeat(257)});
    assert_eq!(stage.refused("SendTaskFailure", long).await.code, "ValidationException");
}
