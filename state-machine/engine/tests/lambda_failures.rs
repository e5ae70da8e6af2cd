//! A function that fails fails its task under its own `errorType`, wherever the task stands.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use apoyo_engine::{FunctionError, InvokeFunction, LambdaRunner};
use async_trait::async_trait;
use serde_json::{Value, json};
use stage::{Stage, json_path_machine, machine};

/// Fails with an error document so many times, and then gives its payload back.
struct Failing {
    document: Value,
    left: AtomicUsize,
}

#[async_trait]
impl InvokeFunction for Failing {
    async fn invoke(&self, _function: &str, payload: &Value) -> Result<Value, FunctionError> {
        let fails = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        fails.map_or_else(|_| Ok(payload.clone()), |_| Err(FunctionError::Function(self.document.clone())))
    }
}

fn failing(times: usize, document: &Value) -> Stage {
    let function = Failing { document: document.clone(), left: times.into() };
    Stage::with_tasks(Arc::new(LambdaRunner(function)))
}

fn document() -> Value {
    json!({"errorType": "Apoyo.Transient", "errorMessage": "S3 is slow", "stackTrace": ["at read"]})
}

/// The task with the function's own ARN, and by the optimised integration.
fn tasks() -> [Value; 2] {
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:classify";
    [
        json!({"Type": "Task", "Resource": arn, "End": true}),
        json!({"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
            "Arguments": {"FunctionName": arn, "Payload": "{% $states.input %}"}}),
    ]
}

fn with(state: &Value, fields: &Value) -> Value {
    let mut state = state.clone();
    state.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    state
}

#[tokio::test]
async fn the_execution_fails_with_the_errors_type_as_error_and_the_whole_document_as_cause() {
    for task in tasks() {
        let ended = failing(1, &document()).run(&machine(&json!({"T": task})), &json!({})).await;
        let failure = ended.failure.unwrap();
        assert_eq!(failure.name(), "Apoyo.Transient");
        assert_eq!(serde_json::from_str::<Value>(&failure.cause.unwrap()).unwrap(), document());
    }
}

#[tokio::test]
async fn a_retrier_and_a_catcher_know_it_by_that_name() {
    let retry = json!([{"ErrorEquals": ["Apoyo.Transient"], "MaxAttempts": 2}]);
    let catch = json!([{"ErrorEquals": ["Other"], "Next": "No"},
        {"ErrorEquals": ["Apoyo.Transient"], "Output": "{% $parse($states.errorOutput.Cause).errorMessage %}", "Next": "Yes"}]);
    for task in tasks() {
        let states = json!({
            "T": with(&task, &json!({"Retry": retry, "Catch": catch})),
            "Yes": {"Type": "Succeed"},
            "No": {"Type": "Fail"},
        });
        let recovered = failing(2, &document()).run(&machine(&states), &json!({"n": 1})).await;
        let output = recovered.output.unwrap();
        assert_eq!(output.get("Payload").unwrap_or(&output), &json!({"n": 1}));
        let caught = failing(3, &document()).run(&machine(&states), &json!({"n": 1})).await;
        assert_eq!(caught.output.as_deref(), Some(&json!("S3 is slow")));
    }
}

#[tokio::test]
async fn inside_a_map_and_a_parallel_state_it_fails_the_whole_under_its_name() {
    for task in tasks() {
        let flow = json!({"StartAt": "T", "States": {"T": task}});
        for whole in [
            json!({"Type": "Parallel", "Branches": [flow], "End": true}),
            json!({"Type": "Map", "Items": [1, 2], "ItemProcessor": flow, "End": true}),
        ] {
            let ended = failing(9, &document()).run(&machine(&json!({"W": whole})), &json!({})).await;
            assert_eq!(ended.failure.unwrap().name(), "Apoyo.Transient", "{whole}");
            let caught = with(&whole, &json!({"Catch": [{"ErrorEquals": ["Apoyo.Transient"], "Next": "C"}]}));
            let states = json!({"W": caught, "C": {"Type": "Pass", "Output": "caught", "End": true}});
            let ended = failing(9, &document()).run(&machine(&states), &json!({})).await;
            assert_eq!(ended.output.as_deref(), Some(&json!("caught")), "{whole}");
        }
    }
}

#[tokio::test]
async fn an_error_without_a_type_is_unknown_to_lambda() {
    for document in [json!({"errorMessage": "out"}), json!("out"), Value::Null] {
        let ended = failing(1, &document).run(&machine(&json!({"T": tasks()[0]})), &json!({})).await;
        assert_eq!(ended.failure.unwrap().name(), "Lambda.Unknown");
    }
}

#[tokio::test]
async fn task_failed_and_all_match_it_too_and_json_path_puts_it_where_its_result_path_says() {
    for name in ["States.TaskFailed", "States.ALL"] {
        let catch = json!([{"ErrorEquals": [name], "ResultPath": "$.why", "Next": "C"}]);
        let states = json!({"T": with(&tasks()[0], &json!({"Catch": catch})), "C": {"Type": "Succeed"}});
        let ended = failing(1, &document()).run(&json_path_machine(&states), &json!({"n": 1})).await;
        let output = ended.output.unwrap();
        assert_eq!((&output["n"], &output["why"]["Error"]), (&json!(1), &json!("Apoyo.Transient")), "{name}");
    }
}
