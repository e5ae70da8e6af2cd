use serde_json::{Value, json};

use super::asked::{task, tested};

fn failing(error: &str) -> Value {
    json!({"errorOutput": {"error": error, "cause": "why"}})
}

fn retried() -> Value {
    task(json!({
        "Retry": [
            {"ErrorEquals": ["Other"], "MaxAttempts": 9},
            {"ErrorEquals": ["Lambda.ServiceException"], "IntervalSeconds": 2, "MaxAttempts": 3, "BackoffRate": 2.0},
        ],
        "Catch": [
            {"ErrorEquals": ["Other"], "Next": "Elsewhere"},
            {"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Handle"},
        ],
    }))
}

#[tokio::test]
async fn the_published_retry_waits_four_seconds_after_one_attempt() {
    let found = tested(json!({
        "definition": retried(), "input": {"data": "value"}, "stateConfiguration": {"retrierRetryCount": 1},
        "mock": failing("Lambda.ServiceException"), "inspectionLevel": "DEBUG",
    }))
    .await;
    assert_eq!(found["status"], "RETRIABLE");
    assert_eq!((&found["error"], &found["cause"]), (&json!("Lambda.ServiceException"), &json!("why")));
    assert_eq!((&found["output"], &found["nextState"]), (&Value::Null, &Value::Null));
    assert_eq!(
        found["inspectionData"]["errorDetails"],
        json!({"retryIndex": 1, "retryBackoffIntervalSeconds": 4})
    );
}

#[tokio::test]
async fn each_attempt_waits_longer_until_the_retrier_is_used_up_and_the_catcher_takes_over() {
    for (count, seconds) in [(0, 2), (1, 4), (2, 8)] {
        let found = tested(json!({
            "definition": retried(), "stateConfiguration": {"retrierRetryCount": count},
            "mock": failing("Lambda.ServiceException"), "inspectionLevel": "TRACE",
        }))
        .await;
        assert_eq!(
            found["inspectionData"]["errorDetails"]["retryBackoffIntervalSeconds"], seconds,
            "{count}"
        );
    }
    for count in [3, 1_000] {
        let found = tested(json!({
            "definition": retried(), "stateConfiguration": {"retrierRetryCount": count},
            "mock": failing("Lambda.ServiceException"), "inspectionLevel": "DEBUG",
        }))
        .await;
        assert_eq!(found["status"], "CAUGHT_ERROR", "{count}");
        assert_eq!(found["inspectionData"]["errorDetails"], json!({"catchIndex": 1}), "{count}");
    }
}

#[tokio::test]
async fn the_published_catcher_adds_the_error_to_the_input() {
    let found = tested(json!({
        "definition": task(json!({"Catch": [
            {"ErrorEquals": ["Lambda.TooManyRequestsException"], "ResultPath": "$.error", "Next": "HandleThrottling"},
        ]})),
        "input": {"data": "value"}, "inspectionLevel": "DEBUG",
        "mock": {"errorOutput": {"error": "Lambda.TooManyRequestsException", "cause": "Rate exceeded"}},
    }))
    .await;
    assert_eq!(
        found,
        json!({
            "status": "CAUGHT_ERROR", "nextState": "HandleThrottling",
            "error": "Lambda.TooManyRequestsException", "cause": "Rate exceeded",
            "output": {"data": "value", "error": {"Error": "Lambda.TooManyRequestsException", "Cause": "Rate exceeded"}},
            "inspectionData": {
                "input": {"data": "value"}, "afterInputPath": {"data": "value"}, "afterParameters": {"data": "value"},
                "errorDetails": {"catchIndex": 0},
            },
        })
    );
}

#[tokio::test]
async fn a_catcher_of_jsonata_assigns_and_forms_the_output() {
    let found = tested(json!({
        "definition": task(json!({"QueryLanguage": "JSONata", "Catch": [
            {"ErrorEquals": ["E"], "Next": "H", "Assign": {"last": "{% $states.errorOutput.Error %}"},
             "Output": {"why": "{% $states.errorOutput.Cause %}"}},
        ]})),
        "mock": failing("E"), "inspectionLevel": "DEBUG",
    }))
    .await;
    assert_eq!((&found["status"], &found["output"]), (&json!("CAUGHT_ERROR"), &json!({"why": "why"})));
    assert_eq!(found["inspectionData"]["variables"], json!({"last": "E"}));
}

#[tokio::test]
async fn an_error_that_nobody_takes_fails_the_state() {
    let found = tested(json!({"definition": task(json!({})), "mock": failing("E")})).await;
    assert_eq!(found, json!({"status": "FAILED", "error": "E", "cause": "why"}));
    let without_cause = json!({"errorOutput": {"error": "E"}});
    let found = tested(json!({"definition": task(json!({})), "mock": without_cause})).await;
    assert_eq!(found, json!({"status": "FAILED", "error": "E"}));
}

#[tokio::test]
async fn a_fault_of_the_data_flow_is_retried_and_caught_as_in_an_execution() {
    let broken = |more: Value| {
        let mut state = task(json!({"QueryLanguage": "JSONata", "Output": "{% $no %}"}));
        state.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"definition": state, "mock": {"result": {}}, "inspectionLevel": "DEBUG"})
    };
    let all = json!([{"ErrorEquals": ["States.QueryEvaluationError"], "Next": "H"}]);
    let found = tested(broken(json!({}))).await;
    assert_eq!(
        (&found["status"], &found["error"]),
        (&json!("FAILED"), &json!("States.QueryEvaluationError"))
    );
    let found = tested(broken(json!({"Catch": all}))).await;
    assert_eq!((&found["status"], &found["nextState"]), (&json!("CAUGHT_ERROR"), &json!("H")));
    let found = tested(broken(json!({"Retry": [{"ErrorEquals": ["States.ALL"]}], "Catch": all}))).await;
    assert_eq!(found["status"], "RETRIABLE");

    // `States.Runtime` of JSONPath is caught by its own name only.
    let definition = task(
        json!({"Parameters": {"x.$": "$.no"}, "Catch": [{"ErrorEquals": ["States.Runtime"], "Next": "H"}]}),
    );
    let found =
        tested(json!({"definition": definition, "mock": {"result": {}}, "inspectionLevel": "DEBUG"})).await;
    assert_eq!((&found["status"], &found["error"]), (&json!("CAUGHT_ERROR"), &json!("States.Runtime")));
    assert_eq!(found["inspectionData"]["errorDetails"], json!({"catchIndex": 0}));
}

#[tokio::test]
async fn an_error_inside_a_map_or_parallel_state_is_taken_by_its_handlers() {
    let inner = json!({"StartAt": "In", "States": {"In": {"Type": "Task", "Resource": super::asked::INVOKE, "End": true}}});
    let handled = |around: Value| {
        let mut around = around;
        around["Catch"] = json!([{"ErrorEquals": ["E"], "ResultPath": "$.e", "Next": "H"}]);
        around["End"] = true.into();
        json!({"StartAt": "Out", "States": {"Out": around, "H": {"Type": "Succeed"}}})
    };
    let table = [
        handled(json!({"Type": "Parallel", "Branches": [inner]})),
        handled(json!({"Type": "Map", "ItemProcessor": inner})),
    ];
    for machine in table {
        let found = tested(json!({
            "definition": machine, "stateName": "In", "input": {"a": 1}, "mock": failing("E"), "inspectionLevel": "DEBUG",
        }))
        .await;
        assert_eq!(
            (&found["status"], &found["nextState"]),
            (&json!("CAUGHT_ERROR"), &json!("H")),
            "{machine}"
        );
        assert_eq!(found["output"], json!({"a": 1, "e": {"Error": "E", "Cause": "why"}}), "{machine}");
        let found = tested(
            json!({"definition": machine, "stateName": "In", "input": {"a": 1}, "mock": failing("F")}),
        )
        .await;
        assert_eq!((&found["status"], &found["error"]), (&json!("FAILED"), &json!("F")), "{machine}");
    }
}
