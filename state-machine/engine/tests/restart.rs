//! The process ends at any moment, and the next one goes on: to the same end, and without doing again what is recorded.
#![expect(clippy::unwrap_used, reason = "test code")]

mod restarts;

use apoyo_engine::{Failure, Status};
use restarts::{Meanwhile, TASK, World};
use serde_json::{Value, json};

fn task(next: &str) -> Value {
    json!({"Type": "Task", "Resource": TASK, "Next": next,
        "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 30, "MaxAttempts": 2}]})
}

fn distributed(execution_type: &str, next: &str) -> Value {
    json!({"Type": "Map", "Next": next, "MaxConcurrency": 2,
        "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSONL"},
            "Arguments": {"Bucket": "b", "Key": "k"}},
        "ItemBatcher": {"MaxItemsPerBatch": 1, "BatchInput": null},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": execution_type},
            "StartAt": format!("Call {execution_type}"), "States": {
                format!("Call {execution_type}"): {"Type": "Task", "Resource": TASK, "End": true}}},
        "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject",
            "Arguments": {"Bucket": "out", "Prefix": execution_type}}})
}

/// One of everything that takes time.
fn everything() -> Value {
    json!({"QueryLanguage": "JSONata", "StartAt": "First", "States": {
        "First": task("Pause"),
        "Pause": {"Type": "Wait", "Seconds": 60, "Next": "Both"},
        "Both": {"Type": "Parallel", "Branches": [
            {"StartAt": "Left", "States": {"Left": {"Type": "Task", "Resource": TASK, "End": true}}},
            {"StartAt": "Right", "States": {"Right": {"Type": "Wait", "Seconds": 5, "End": true}}},
        ], "Next": "Each"},
        "Each": {"Type": "Map", "Items": [1, 2, 3], "MaxConcurrency": 2, "ItemProcessor": {"StartAt": "Item",
            "States": {"Item": {"Type": "Task", "Resource": TASK, "Arguments": {"item": "{% $states.input %}"}, "End": true}}},
            "Next": "Express"},
        "Express": distributed("EXPRESS", "Standard"),
        "Standard": distributed("STANDARD", "Nested"),
        "Nested": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Next": "Token",
            "Arguments": {"StateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:inner", "Input": {"n": 1}}},
        "Token": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
            "Arguments": {"FunctionName": "f", "Payload": {"token": "{% $states.context.Task.Token %}"}}, "End": true},
    }})
}

#[tokio::test]
async fn an_execution_goes_on_after_a_crash_at_any_moment() {
    let undisturbed = World::new(&everything());
    let expected = undisturbed.run_until_death(usize::MAX).await.unwrap();
    assert_eq!(expected.status, Status::Succeeded, "{:?}", expected.failure);
    let appends = undisturbed.appends();
    let results = undisturbed.objects_written();
    assert!(appends > 20, "only {appends} moments to die at");
    for moment in 0..appends {
        let world = World::new(&everything());
        assert_eq!(world.run_until_death(moment).await, None, "it is dead after {moment} appends");
        let ended = world.run_until_death(usize::MAX).await.unwrap();
        assert_eq!((ended.status, &ended.output), (Status::Succeeded, &expected.output), "moment {moment}");
        assert_eq!(world.objects_written(), results, "moment {moment}");
        assert_eq!(world.done_twice(), Vec::<String>::new(), "moment {moment}");
    }
}

#[tokio::test]
async fn it_goes_on_through_as_many_crashes_as_there_are() {
    let world = World::new(&everything());
    let mut crashes = 0;
    let ended = loop {
        match world.run_until_death(1).await {
            Some(ended) => break ended,
            None => crashes += 1,
        }
        assert!(crashes < 1_000, "it gets no further");
    };
    assert_eq!(ended.status, Status::Succeeded);
    assert_eq!(world.done_twice(), Vec::<String>::new());
}

#[tokio::test]
async fn an_execution_is_redriven_through_a_crash_at_any_moment() {
    let undisturbed = World::new(&everything());
    let output = undisturbed.run_until_death(usize::MAX).await.unwrap().output;
    let failing = World::failing_first(&everything());
    let expected = failing.redrive_until_death(usize::MAX, Meanwhile::Nothing).await.unwrap();
    assert_eq!((expected.status, &expected.output), (Status::Succeeded, &output));
    assert!(expected.redrive_count >= 7, "{expected:?}");
    assert_eq!(failing.successes_written(), undisturbed.successes_written());
    let appends = failing.appends();
    for moment in 0..appends {
        let world = World::failing_first(&everything());
        let early = world.redrive_until_death(moment, Meanwhile::Nothing).await;
        assert_eq!(early, None, "it is dead after {moment} appends");
        let ended = world.redrive_until_death(usize::MAX, Meanwhile::Nothing).await.unwrap();
        assert_eq!(ended.output, output, "moment {moment}");
        assert_eq!(world.successes_written(), undisturbed.successes_written(), "moment {moment}");
        assert_eq!(world.done_twice(), Vec::<String>::new(), "moment {moment}");
    }
}

#[tokio::test]
async fn a_map_run_that_was_stopped_is_redriven_through_a_crash_at_any_moment() {
    for kind in ["STANDARD", "EXPRESS"] {
        let mut stopped = json!({"QueryLanguage": "JSONata", "StartAt": "D", "States": {
            "D": distributed(kind, "E"), "E": {"Type": "Succeed", "Output": "done"}}});
        let states = &mut stopped["States"]["D"]["ItemProcessor"]["States"];
        let child = states[&format!("Call {kind}")].take();
        *states = json!({format!("Call {kind}"): {"Type": "Wait", "Seconds": 5, "Next": "T"}, "T": child});
        let whole = World::new(&stopped);
        let expected = whole.redrive_until_death(usize::MAX, Meanwhile::Stop).await.unwrap();
        assert_eq!((expected.status, expected.redrive_count), (Status::Succeeded, 1), "{kind}");
        for moment in 0..whole.appends() {
            let world = World::new(&stopped);
            let before = world.redrive_until_death(moment, Meanwhile::Stop).await;
            let ended = world.redrive_until_death(usize::MAX, Meanwhile::Stop).await.or(before).unwrap();
            assert_eq!(ended.output, expected.output, "{kind}, moment {moment}");
            assert_eq!(world.successes_written(), whole.successes_written(), "{kind}, moment {moment}");
            assert_eq!(world.done_twice(), Vec::<String>::new(), "{kind}, moment {moment}");
        }
    }
}

#[tokio::test]
async fn it_is_redriven_through_as_many_crashes_as_there_are() {
    let world = World::failing_first(&everything());
    let mut crashes = 0;
    let ended = loop {
        match world.redrive_until_death(1, Meanwhile::Nothing).await {
            Some(ended) => break ended,
            None => crashes += 1,
        }
        assert!(crashes < 1_000, "it gets no further");
    };
    assert_eq!(ended.status, Status::Succeeded);
    assert_eq!(world.done_twice(), Vec::<String>::new());
}

#[tokio::test]
async fn a_failure_is_a_failure_after_a_restart_too() {
    let failing = json!({"QueryLanguage": "JSONata", "StartAt": "D", "States": {
        "D": distributed("EXPRESS", "E"), "E": {"Type": "Succeed"}}});
    let all = World::failing(&failing, Failure::new("Broken", "always"));
    let expected = all.run_until_death(usize::MAX).await.unwrap();
    assert_eq!(expected.status, Status::Failed);
    for moment in 0..all.appends() {
        let world = World::failing(&failing, Failure::new("Broken", "always"));
        let before = world.run_until_death(moment).await;
        let ended = world.run_until_death(usize::MAX).await.or(before).unwrap();
        assert_eq!(ended.failure, expected.failure, "moment {moment}");
    }
}

#[tokio::test]
async fn what_has_ended_is_known_and_stays_ended() {
    let world = World::new(&json!({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}));
    let ended = world.run_until_death(usize::MAX).await.unwrap();
    let (engine, resumption) = world.next_process(usize::MAX).await;
    assert_eq!((resumption.executions, resumption.resumed), (1, 0));
    assert_eq!(engine.describe_execution(&ended.execution_arn).unwrap(), ended);
}
