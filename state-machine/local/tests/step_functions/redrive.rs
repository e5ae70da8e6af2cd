//! `RedriveExecution`, and what other operations tell of it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::stage::{BASE, ROLE, Stage, pass, text};

/// A machine whose one state fails until its execution was redriven so often.
fn fails_until(redrives: u32) -> String {
    let output =
        format!("{{% $states.context.Execution.RedriveCount < {redrives} ? $error('not yet') : 'done' %}}");
    let states = json!({"A": {"Type": "Pass", "Output": output, "End": true}});
    json!({"QueryLanguage": "JSONata", "StartAt": "A", "States": states}).to_string()
}

/// A machine with a Distributed Map of three children that wait, two at once.
fn waiting_children() -> String {
    let processor = json!({"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 10, "End": true}}});
    let map = json!({"Type": "Map", "Label": "label", "Items": [0, 1, 2], "MaxConcurrency": 2,
        "ItemProcessor": processor, "End": true});
    json!({"QueryLanguage": "JSONata", "StartAt": "M", "States": {"M": map}}).to_string()
}

impl Stage {
    async fn redriven(&self, execution: &str) -> Value {
        self.ok("RedriveExecution", json!({"executionArn": execution})).await
    }

    async fn described(&self, execution: &str) -> Value {
        self.ok("DescribeExecution", json!({"executionArn": execution})).await
    }

    /// Children of a Map Run with this status, once there are so many.
    async fn children(&self, run: &str, (status, count): (&str, usize)) -> Vec<Value> {
        let params = json!({"mapRunArn": run, "statusFilter": status});
        loop {
            let listed =
                self.ok("ListExecutions", params.clone()).await["executions"].as_array().unwrap().clone();
            if listed.len() == count {
                return listed;
            }
            tokio::task::yield_now().await;
        }
    }

    async fn run_of(&self, execution: &str) -> String {
        loop {
            let runs = self.ok("ListMapRuns", json!({"executionArn": execution})).await;
            if let Some(run) = runs["mapRuns"].get(0) {
                return text(run, "mapRunArn");
            }
            tokio::task::yield_now().await;
        }
    }

    /// Lets an execution end, the clock moving.
    async fn ended_in_time(&self, execution: &str) -> Value {
        let moving = async {
            loop {
                self.clock.advance_to_next_sleeper().await;
            }
        };
        tokio::select! { ended = self.ended(execution) => ended, () = moving => unreachable!() }
    }
}

#[tokio::test]
async fn a_redriven_execution_tells_how_often_and_when() {
    let stage = Stage::new();
    let machine = stage.create("m", &fails_until(1)).await;
    let execution = stage.start(&machine).await;
    let failed = stage.ended(&execution).await;
    assert_eq!((&failed["redriveCount"], failed.get("redriveDate")), (&json!(0), None));
    assert_eq!((&failed["redriveStatus"], failed.get("redriveStatusReason")), (&json!("REDRIVABLE"), None));
    stage.clock.advance_time_by(Duration::from_secs(90));
    assert_eq!(stage.redriven(&execution).await, json!({"redriveDate": 90.0}));
    let ended = stage.ended(&execution).await;
    assert_eq!((&ended["status"], &ended["output"]), (&json!("SUCCEEDED"), &json!("\"done\"")));
    assert_eq!((&ended["redriveCount"], &ended["redriveDate"]), (&json!(1), &json!(90.0)));
    assert_eq!((&ended["startDate"], &ended["stopDate"]), (&failed["startDate"], &json!(90.0)));
    assert_eq!((ended.get("error"), &ended["redriveStatus"]), (None, &json!("NOT_REDRIVABLE")));

    let history = stage.ok("GetExecutionHistory", json!({"executionArn": execution})).await;
    let redriven = history["events"].as_array().unwrap().iter().find(|it| it["type"] == "ExecutionRedriven");
    assert_eq!(redriven.unwrap()["executionRedrivenEventDetails"], json!({"redriveCount": 1}));
    let fresh = stage.start(&machine).await;
    let list = async |filter: &str| {
        let listed =
            stage.ok("ListExecutions", json!({"stateMachineArn": machine, "redriveFilter": filter})).await;
        listed["executions"].as_array().unwrap().clone()
    };
    let redriven = list("REDRIVEN").await;
    assert_eq!((redriven.len(), &redriven[0]["executionArn"]), (1, &json!(execution)));
    assert_eq!((&redriven[0]["redriveCount"], &redriven[0]["redriveDate"]), (&json!(1), &json!(90.0)));
    assert_eq!(list("NOT_REDRIVEN").await[0]["executionArn"], fresh.as_str());
}

#[tokio::test]
async fn a_call_that_is_repeated_with_its_token_redrives_once_also_after_a_restart() {
    let stage = Stage::new();
    let machine = stage.create("m", &fails_until(2)).await;
    let execution = stage.start(&machine).await;
    stage.ended(&execution).await;
    let call = json!({"executionArn": execution, "clientToken": "token-1"});
    let first = stage.ok("RedriveExecution", call.clone()).await;
    stage.ended(&execution).await;
    stage.clock.advance_time_by(Duration::from_mins(1));
    let (stage, _) = stage.restarted().await;
    assert_eq!(stage.ok("RedriveExecution", call).await, first);
    assert_eq!(stage.described(&execution).await["redriveCount"], 1);
    stage.redriven(&execution).await;
    assert_eq!(stage.ended(&execution).await["status"], "SUCCEEDED");
}

#[tokio::test]
async fn it_runs_the_definition_that_it_began_with_and_none_once_its_machine_goes() {
    let stage = Stage::new();
    let machine = stage.create("m", &fails_until(1)).await;
    let executions = [stage.start(&machine).await, stage.start(&machine).await];
    for execution in &executions {
        stage.ended(execution).await;
    }
    stage
        .ok(
            "UpdateStateMachine",
            json!({"stateMachineArn": machine, "definition": pass("new"), "roleArn": ROLE}),
        )
        .await;
    stage.redriven(&executions[0]).await;
    assert_eq!(stage.ended(&executions[0]).await["output"], "\"done\"");
    stage.ok("DeleteStateMachine", json!({"stateMachineArn": machine})).await;
    let told = stage.described(&executions[1]).await;
    assert_eq!(
        (&told["redriveStatus"], &told["redriveStatusReason"]),
        (&json!("NOT_REDRIVABLE"), &json!("State machine is in DELETING status"))
    );
    let refused = stage.refusal("RedriveExecution", json!({"executionArn": executions[1]})).await;
    assert_eq!(refused, "ExecutionNotRedrivable: State machine is in DELETING status");
}

#[tokio::test]
async fn what_cannot_be_redriven_is_refused_with_its_reason() {
    let stage = Stage::new();
    let machine = stage.create("m", &pass("")).await;
    let execution = stage.start(&machine).await;
    stage.ended(&execution).await;
    let refused = stage.refusal("RedriveExecution", json!({"executionArn": execution})).await;
    assert_eq!(refused, "ExecutionNotRedrivable: Execution is SUCCEEDED and cannot be redriven");
    let missing = json!({"executionArn": format!("{BASE}execution:m:nobody")});
    assert_eq!(stage.refused("RedriveExecution", missing).await.code, "ExecutionDoesNotExist");
    assert_eq!(stage.refused("RedriveExecution", json!({"executionArn": machine})).await.code, "InvalidArn");
    let long = json!({"executionArn": execution, "clientToken": "t".repeat(65)});
    assert_eq!(stage.refused("RedriveExecution", long).await.code, "ValidationException");
}

#[tokio::test]
async fn children_of_a_redriven_map_run_wait_for_their_turn_and_say_so() {
    let stage = Stage::new();
    let machine = stage.create("m", &waiting_children()).await;
    let execution = stage.start(&machine).await;
    let run = stage.run_of(&execution).await;
    stage.children(&run, ("RUNNING", 2)).await;
    stage.ok("UpdateMapRun", json!({"mapRunArn": run, "maxConcurrency": 1})).await;
    stage.ok("StopExecution", json!({"executionArn": execution})).await;
    let aborted = stage.children(&run, ("ABORTED", 2)).await;
    let child = text(&aborted[0], "executionArn");
    assert_eq!(stage.described(&child).await["redriveStatus"], "REDRIVABLE_BY_MAP_RUN");
    let refused = stage.refused("RedriveExecution", json!({"executionArn": child})).await;
    assert_eq!(refused.code, "ExecutionNotRedrivable");

    stage.clock.advance_time_by(Duration::from_secs(5));
    stage.redriven(&execution).await;
    let waiting = stage.children(&run, ("PENDING_REDRIVE", 1)).await;
    let child = text(&waiting[0], "executionArn");
    assert_eq!(stage.described(&child).await["status"], "PENDING_REDRIVE");
    let told = stage.ok("DescribeMapRun", json!({"mapRunArn": run})).await;
    assert_eq!(
        (&told["status"], &told["redriveCount"], &told["redriveDate"], told.get("stopDate")),
        (&json!("RUNNING"), &json!(1), &json!(5.0), None)
    );
    assert_eq!(
        (&told["executionCounts"]["pendingRedrive"], &told["itemCounts"]["running"], &told["maxConcurrency"]),
        (&json!(1), &json!(1), &json!(1))
    );
    assert_eq!(stage.ended_in_time(&execution).await["status"], "SUCCEEDED");
    let told = stage.ok("DescribeMapRun", json!({"mapRunArn": run})).await;
    let counts = &told["executionCounts"];
    assert_eq!(
        (&counts["succeeded"], &counts["aborted"], &counts["pendingRedrive"]),
        (&json!(3), &json!(0), &json!(0))
    );
    let redriven = stage.ok("ListExecutions", json!({"mapRunArn": run, "redriveFilter": "REDRIVEN"})).await;
    assert_eq!(redriven["executions"].as_array().unwrap().len(), 2);
}
