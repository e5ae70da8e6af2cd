//! `states:startExecution`: machines that run machines.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use apoyo_asl::MachineType;
use apoyo_engine::{Arn, Failure, Status};
use serde_json::{Value, json};
use stage::{Stage, TASK, json_path_machine, machine, seconds};

const CHILD: &str = "arn:aws:states:us-east-1:000000000000:stateMachine:child";

fn stage(child: &Value) -> Stage {
    let stage = Stage::new(|task, _| match task.arguments.get("hang") {
        Some(_) => Err(Failure::named("hang")),
        None => Ok((*task.arguments).clone()),
    });
    let role = "arn:aws:iam::000000000000:role/test";
    stage.engine.create_state_machine("child", MachineType::Standard, (&child.to_string(), role)).unwrap();
    stage
}

fn pass() -> Value {
    machine(&json!({"P": {"Type": "Pass", "Output": {"got": "{% $states.input %}"}, "End": true}}))
}

fn calling(resource: &str, arguments: &Value, more: &Value) -> Value {
    let mut state = json!({"Type": "Task", "Resource": format!("arn:aws:states:::{resource}"),
        "Arguments": arguments, "End": true});
    state.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    machine(&json!({"Call": state}))
}

fn starting(resource: &str) -> Value {
    calling(resource, &json!({"StateMachineArn": CHILD, "Input": {"n": 1}, "Name": "inner"}), &json!({}))
}

fn inner() -> Arn {
    "arn:aws:states:us-east-1:000000000000:execution:child:inner".into()
}

#[tokio::test]
async fn request_response_answers_at_once_with_the_execution() {
    let stage = stage(&pass());
    let ended = stage.run(&starting("states:startExecution"), &json!({})).await;
    let output = ended.output.unwrap();
    assert_eq!(output["ExecutionArn"], json!(inner()));
    assert!(output["StartDate"].is_i64() && output["SdkHttpMetadata"]["HttpStatusCode"] == 200);
    assert_eq!(
        stage.types(&ended.execution_arn).await[2..5],
        ["TaskScheduled", "TaskStarted", "TaskSucceeded"]
    );
    assert_eq!(stage.finish(&inner()).await.output.as_deref(), Some(&json!({"got": {"n": 1}})));
}

#[tokio::test]
async fn sync_gives_the_output_as_text_and_sync_2_as_json() {
    for (resource, expected) in [
        ("states:startExecution.sync", json!("{\"got\":{\"n\":1}}")),
        ("states:startExecution.sync:2", json!({"got": {"n": 1}})),
    ] {
        let stage = stage(&pass());
        let ended = stage.run(&starting(resource), &json!({})).await;
        let output = ended.output.unwrap();
        assert_eq!((&output["Output"], &output["Input"]), (&expected, &json!("{\"n\":1}")));
        assert_eq!((&output["Name"], &output["Status"]), (&json!("inner"), &json!("SUCCEEDED")));
        assert_eq!(
            (&output["StateMachineArn"], &output["OutputDetails"]),
            (&json!(CHILD), &json!({"Included": true}))
        );
        let history = stage.history(&ended.execution_arn).await;
        let types: Vec<String> = history[2..6].iter().map(|event| event.event.type_name()).collect();
        assert_eq!(types, ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"]);
        let details = &history[4].to_api()["taskSubmittedEventDetails"];
        let (_, call) = resource.split_once(':').unwrap();
        assert_eq!((&details["resourceType"], &details["resource"]), (&json!("states"), &json!(call)));
    }
}

#[tokio::test]
async fn a_child_that_fails_fails_its_task_with_what_is_known_of_it() {
    let failing = json_path_machine(&json!({"F": {"Type": "Fail", "Error": "Mine", "Cause": "because"}}));
    let stage = stage(&failing);
    let ended = stage.run(&starting("states:startExecution.sync:2"), &json!({})).await;
    let failure = ended.failure.unwrap();
    assert_eq!(failure.name(), "States.TaskFailed");
    let cause: Value = serde_json::from_str(&failure.cause.unwrap()).unwrap();
    assert_eq!(
        (&cause["Error"], &cause["Cause"], &cause["Status"]),
        (&json!("Mine"), &json!("because"), &json!("FAILED"))
    );
}

#[tokio::test]
async fn a_child_is_stopped_with_the_task_that_waits_for_it() {
    let hanging =
        machine(&json!({"T": {"Type": "Task", "Resource": TASK, "Arguments": {"hang": 1}, "End": true}}));
    let stage = stage(&hanging);
    let arguments = json!({"StateMachineArn": CHILD, "Name": "inner"});
    let definition = calling("states:startExecution.sync", &arguments, &json!({"TimeoutSeconds": 60}));
    let execution = stage.start(&definition, &json!({})).await;
    stage.settle().await;
    assert_eq!(stage.engine.describe_execution(&inner()).unwrap().status, Status::Running);
    stage.clock.advance_time_by(seconds(60));
    stage.settle().await;
    assert_eq!(stage.engine.describe_execution(&inner()).unwrap().status, Status::Aborted);
    assert_eq!(stage.finish(&execution).await.failure, Some(Failure::named("States.Timeout")));
}

#[tokio::test]
async fn what_the_service_refuses_has_its_name() {
    let nowhere = format!("{CHILD}-not");
    let table = [
        (
            "states:startExecution",
            json!({"StateMachineArn": nowhere}),
            "StepFunctions.StateMachineDoesNotExistException",
        ),
        (
            "aws-sdk:sfn:startExecution",
            json!({"StateMachineArn": nowhere}),
            "Sfn.StateMachineDoesNotExistException",
        ),
        (
            "states:startExecution",
            json!({"StateMachineArn": CHILD, "Name": "a b"}),
            "StepFunctions.InvalidNameException",
        ),
        ("states:startExecution", json!({}), "States.Runtime"),
        (
            "aws-sdk:sfn:sendTaskSuccess",
            json!({"TaskToken": "x", "Output": "1"}),
            "Sfn.InvalidTokenException",
        ),
    ];
    for (resource, arguments, name) in table {
        let ended = stage(&pass()).run(&calling(resource, &arguments, &json!({})), &json!({})).await;
        let failure = ended.failure.unwrap();
        assert_eq!(failure.name(), name, "{failure:?}");
    }
    let report = calling("aws-sdk:sfn:sendTaskFailure", &json!({"TaskToken": "x"}), &json!({}));
    let cause = stage(&pass()).run(&report, &json!({})).await.failure.unwrap().cause.unwrap();
    assert!(
        cause.starts_with("Invalid Token: 'Invalid token' (Service: Sfn, Status Code: 400, Request ID: "),
        "{cause}"
    );
}

#[tokio::test]
async fn a_machine_may_report_on_the_task_of_another() {
    let reporting = calling(
        "aws-sdk:sfn:sendTaskSuccess",
        &json!({"TaskToken": "{% $states.input.token %}", "Output": {"ok": 1}}),
        &json!({}),
    );
    let stage = stage(&reporting);
    let arguments = json!({"StateMachineArn": CHILD, "Input": {"token": "{% $states.context.Task.Token %}"}});
    let ended = stage
        .run(&calling("states:startExecution.waitForTaskToken", &arguments, &json!({})), &json!({}))
        .await;
    assert_eq!(ended.output.as_deref(), Some(&json!({"ok": 1})));
    let types = stage.types(&ended.execution_arn).await;
    assert_eq!(types[types.len() - 3..], ["TaskSucceeded", "TaskStateExited", "ExecutionSucceeded"]);
}
