//! Retry and Catch on every state type that has them, with time passing by the clock.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use apoyo_engine::{Failure, Status};
use serde_json::{Value, json};
use stage::{Stage, TASK, machine, waits};

fn always_fails(name: &'static str) -> Stage {
    Stage::new(move |_, _| Err(Failure::new(name, "because")))
}

fn retrier(fields: &Value) -> Value {
    let mut retrier = json!({"ErrorEquals": ["States.ALL"]});
    retrier.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    retrier
}

#[tokio::test]
async fn the_published_example_retries_after_3_6_and_12_seconds() {
    let stage = always_fails("Lambda.Unknown");
    let definition = machine(&json!({"T": {"Type": "Task", "Resource": TASK, "End": true,
        "Retry": [retrier(&json!({"IntervalSeconds": 3, "MaxAttempts": 3, "BackoffRate": 2}))]}}));
    let ended = stage.run(&definition, &json!({})).await;
    assert_eq!(ended.failure, Some(Failure::new("Lambda.Unknown", "because")));
    assert_eq!(waits(&stage.history(&ended.execution_arn).await), [3.0, 6.0, 12.0]);
}

#[tokio::test]
async fn a_task_that_recovers_goes_on_and_each_attempt_has_its_own_token() {
    let stage =
        Stage::new(|_, before| if before < 2 { Err(Failure::named("Busy")) } else { Ok(json!("done")) });
    let definition = machine(&json!({"T": {"Type": "Task", "Resource": TASK, "End": true,
        "Retry": [{"ErrorEquals": ["Busy"]}]}}));
    let ended = stage.run(&definition, &json!({})).await;
    assert_eq!(ended.output.as_deref(), Some(&json!("done")));
    let tokens: std::collections::HashSet<String> =
        stage.script.seen.lock().unwrap().iter().map(|task| task.token.clone()).collect();
    assert_eq!(tokens.len(), 3);
}

#[tokio::test]
async fn max_attempts_0_never_retries_and_hides_later_retriers_of_the_same_error() {
    let stage = always_fails("Fatal");
    let definition = machine(&json!({"T": {"Type": "Task", "Resource": TASK, "End": true, "Retry": [
        {"ErrorEquals": ["Fatal"], "MaxAttempts": 0},
        {"ErrorEquals": ["States.ALL"], "MaxAttempts": 5},
    ]}}));
    let ended = stage.run(&definition, &json!({})).await;
    assert_eq!(ended.status, Status::Failed);
    assert_eq!(stage.script.seen.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn each_retrier_counts_its_own_attempts() {
    let stage = Stage::new(|_, before| Err(Failure::named(if before % 2 == 0 { "A" } else { "B" })));
    let definition = machine(&json!({"T": {"Type": "Task", "Resource": TASK, "End": true, "Retry": [
        {"ErrorEquals": ["A"], "MaxAttempts": 2}, {"ErrorEquals": ["B"], "MaxAttempts": 1},
    ]}}));
    let ended = stage.run(&definition, &json!({})).await;
    assert_eq!(ended.failure.unwrap().name(), "B");
    assert_eq!(stage.script.seen.lock().unwrap().len(), 4);
}

#[tokio::test]
async fn full_jitter_stays_within_the_capped_delay() {
    let stage = always_fails("Busy");
    let definition =
        machine(&json!({"T": {"Type": "Task", "Resource": TASK, "End": true, "Retry": [retrier(&json!({
        "IntervalSeconds": 10, "MaxAttempts": 20, "MaxDelaySeconds": 30, "JitterStrategy": "FULL"}))]}}));
    let ended = stage.run(&definition, &json!({})).await;
    let waits = waits(&stage.history(&ended.execution_arn).await);
    assert_eq!(waits.len(), 20);
    assert!(waits.iter().all(|wait| *wait <= 30.001));
    assert!(waits.iter().any(|wait| *wait > 15.0) && waits.iter().any(|wait| *wait < 15.0));
}

#[tokio::test]
async fn a_catcher_sees_the_error_and_assigns_variables() {
    let stage = always_fails("Busy");
    let definition = machine(&json!({
        "T": {"Type": "Task", "Resource": TASK, "End": true, "Catch": [{
            "ErrorEquals": ["States.TaskFailed"], "Next": "Told",
            "Assign": {"why": "{% $states.errorOutput.Cause %}"},
            "Output": {"name": "{% $states.errorOutput.Error %}", "for": "{% $states.input.photo %}"},
        }]},
        "Told": {"Type": "Pass", "Output": {"in": "{% $states.input %}", "why": "{% $why %}"}, "End": true},
    }));
    let ended = stage.run(&definition, &json!({"photo": 1})).await;
    let expected = json!({"in": {"name": "Busy", "for": 1}, "why": "because"});
    assert_eq!(ended.output.as_deref(), Some(&expected));
}

#[tokio::test]
async fn a_map_is_retried_and_caught_as_a_whole() {
    let stage = always_fails("Busy");
    let definition = machine(&json!({
        "M": {"Type": "Map", "Items": [1, 2], "MaxConcurrency": 1, "End": true,
            "ItemProcessor": {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": TASK, "End": true}}},
            "Retry": [retrier(&json!({"MaxAttempts": 1}))],
            "Catch": [{"ErrorEquals": ["Busy"], "Next": "Caught", "Output": "{% $states.errorOutput.Error %}"}]},
        "Caught": {"Type": "Pass", "End": true},
    }));
    let ended = stage.run(&definition, &json!({})).await;
    assert_eq!(ended.output.as_deref(), Some(&json!("Busy")));
    let types = stage.types(&ended.execution_arn).await;
    let iteration = [
        "MapStateStarted",
        "MapIterationStarted",
        "TaskStateEntered",
        "LambdaFunctionScheduled",
        "LambdaFunctionStarted",
        "LambdaFunctionFailed",
        "MapIterationFailed",
    ];
    let mut expected = vec!["ExecutionStarted", "MapStateEntered"];
    expected.extend(iteration);
    expected.extend(iteration);
    expected.extend([
        "MapStateFailed",
        "MapStateExited",
        "PassStateEntered",
        "PassStateExited",
        "ExecutionSucceeded",
    ]);
    assert_eq!(types, expected);
}

#[tokio::test]
async fn a_failing_branch_ends_its_siblings_and_the_parallel_state_is_retried_and_caught() {
    let stage = Stage::new(|task, _| match &*task.state {
        "Bad" => Err(Failure::named("Busy")),
        _ => Err(Failure::named("hang")),
    });
    let branch = |name: &str| json!({"StartAt": name, "States": {name: {"Type": "Task", "Resource": TASK, "End": true}}});
    let definition = machine(&json!({
        "P": {"Type": "Parallel", "Branches": [branch("Slow"), branch("Bad")], "End": true,
            "Retry": [retrier(&json!({"MaxAttempts": 2}))],
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}]},
        "Caught": {"Type": "Pass", "End": true},
    }));
    let ended = stage.run(&definition, &json!({})).await;
    assert_eq!(ended.output.as_deref(), Some(&json!({"Error": "Busy", "Cause": ""})));
    assert_eq!(stage.script.seen.lock().unwrap().len(), 6);
    let types = stage.types(&ended.execution_arn).await;
    assert_eq!(types.iter().filter(|name| *name == "ParallelStateStarted").count(), 3);
    assert_eq!(types.iter().filter(|name| *name == "ParallelStateFailed").count(), 1);
}

#[tokio::test]
async fn a_failed_iteration_ends_the_others() {
    let stage = Stage::new(|task, _| match &*task.arguments {
        Value::Number(number) if number.as_u64() == Some(2) => Err(Failure::named("Bad")),
        _ => Err(Failure::named("hang")),
    });
    let definition = machine(&json!({"M": {"Type": "Map", "Items": [1, 2, 3], "End": true,
        "ItemProcessor": {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": TASK, "End": true}}}}}));
    let ended = stage.run(&definition, &json!({})).await;
    assert_eq!(ended.failure.unwrap().name(), "Bad");
    let types = stage.types(&ended.execution_arn).await;
    assert_eq!(types.iter().filter(|name| *name == "MapIterationAborted").count(), 2);
    assert_eq!(types[types.len() - 2..], ["MapStateFailed", "ExecutionFailed"]);
}

#[tokio::test]
async fn a_task_times_out_under_states_timeout_and_task_failed_does_not_match_it() {
    let stage = Stage::new(|_, _| Err(Failure::named("hang")));
    let definition = machine(&json!({
        "T": {"Type": "Task", "Resource": TASK, "TimeoutSeconds": "{% 2 + 3 %}", "End": true, "Catch": [
            {"ErrorEquals": ["States.TaskFailed"], "Next": "Wrong"}, {"ErrorEquals": ["States.Timeout"], "Next": "Right"},
        ]},
        "Wrong": {"Type": "Fail"},
        "Right": {"Type": "Succeed", "Output": "{% $states.input.Error %}"},
    }));
    let ended = stage.run(&definition, &json!({})).await;
    assert_eq!(ended.output.as_deref(), Some(&json!("States.Timeout")));
    let took = ended.stop_date.unwrap().duration_since(ended.start_date);
    assert_eq!(took, stage::seconds(5).try_into().unwrap());
}

#[tokio::test]
async fn an_expression_that_fails_can_be_caught() {
    let stage = Stage::echo();
    let definition = machine(&json!({
        "T": {"Type": "Task", "Resource": TASK, "Arguments": "{% $states.input.nothing %}", "End": true,
            "Catch": [{"ErrorEquals": ["States.QueryEvaluationError"], "Next": "Caught"}]},
        "Caught": {"Type": "Pass", "End": true},
    }));
    let ended = stage.run(&definition, &json!({})).await;
    let cause = ended.output.unwrap()["Cause"].as_str().unwrap().to_owned();
    assert_eq!(
        cause,
        "An error occurred while executing the state 'T' (entered at the event id #2). The JSONata expression \
         '$states.input.nothing' specified for the field 'Arguments' returned nothing (undefined)."
    );
}

#[tokio::test]
async fn a_panic_in_a_task_is_a_failed_task() {
    let stage = Stage::new(|_, before| if before == 0 { panic!("boom") } else { Ok(json!("recovered")) });
    let definition = machine(&json!({"T": {"Type": "Task", "Resource": TASK, "End": true,
        "Retry": [{"ErrorEquals": ["States.TaskFailed"]}]}}));
    let ended = stage.run(&definition, &json!({})).await;
    assert_eq!(ended.output.as_deref(), Some(&json!("recovered")));
}

#[tokio::test]
async fn a_result_over_256_kib_fails_and_can_be_caught() {
    let stage = Stage::new(|_, _| Ok(json!("x".repeat(262_144))));
    let definition = machine(&json!({
        "T": {"Type": "Task", "Resource": TASK, "End": true, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "C"}]},
        "C": {"Type": "Pass", "End": true},
    }));
    let ended = stage.run(&definition, &json!({})).await;
    let cause = format!(
        "The state/task '{TASK}' returned a result with a size exceeding the maximum number of bytes service limit."
    );
    assert_eq!(*ended.output.unwrap(), json!({"Error": "States.DataLimitExceeded", "Cause": cause}));
}
