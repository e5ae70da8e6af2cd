//! `Credentials`: the role of a task, carried to whoever runs it.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use serde_json::{Value, json};
use stage::{Stage, TASK};

const ROLE: &str = "arn:aws:iam::111111111111:role/other";

fn machine(language: &str, credentials: &Value, resource: &str) -> Value {
    json!({"QueryLanguage": language, "StartAt": "Call", "States": {"Call": {
        "Type": "Task", "Resource": resource, "Credentials": credentials, "End": true,
    }}})
}

#[tokio::test]
async fn the_role_of_a_task_reaches_its_runner_and_the_history() {
    let table = [
        ("JSONPath", json!({"RoleArn": ROLE}), TASK, "lambdaFunctionScheduledEventDetails"),
        ("JSONPath", json!({"RoleArn.$": "$.role"}), TASK, "lambdaFunctionScheduledEventDetails"),
        (
            "JSONPath",
            json!({"RoleArn.$": "States.Format('arn:aws:iam::111111111111:role/{}', $.name)"}),
            "arn:aws:states:::lambda:invoke",
            "taskScheduledEventDetails",
        ),
        (
            "JSONata",
            json!({"RoleArn": "{% $states.input.role %}"}),
            "arn:aws:states:::lambda:invoke",
            "taskScheduledEventDetails",
        ),
    ];
    for (language, credentials, resource, details) in table {
        let stage = Stage::echo();
        let input = json!({"role": ROLE, "name": "other", "FunctionName": "f"});
        let execution = stage.start(&machine(language, &credentials, resource), &input).await;
        let ended = stage.finish(&execution).await;
        assert_eq!(ended.failure, None, "{credentials}");
        assert_eq!(stage.script.seen.lock().unwrap()[0].role_arn.as_deref(), Some(ROLE), "{credentials}");
        let events: Vec<Value> =
            stage.history(&execution).await.iter().map(apoyo_engine::HistoryEvent::to_api).collect();
        assert_eq!(events[2][details]["taskCredentials"], json!({"roleArn": ROLE}), "{}", events[2]);
    }
}

#[tokio::test]
async fn a_task_without_credentials_names_no_role() {
    let stage = Stage::echo();
    let definition =
        json!({"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": TASK, "End": true}}});
    let execution = stage.start(&definition, &json!({})).await;
    stage.finish(&execution).await;
    assert_eq!(stage.script.seen.lock().unwrap()[0].role_arn, None);
    let scheduled = stage.history(&execution).await.swap_remove(2).to_api();
    assert_eq!(scheduled["lambdaFunctionScheduledEventDetails"].get("taskCredentials"), None);
}

#[tokio::test]
async fn a_role_that_is_not_there_or_no_text_fails_the_state() {
    let table = [
        ("JSONPath", json!({"RoleArn.$": "$.none"}), "States.Runtime"),
        ("JSONPath", json!({"RoleArn.$": "$.number"}), "States.Runtime"),
        ("JSONata", json!({"RoleArn": "{% $states.input.none %}"}), "States.QueryEvaluationError"),
        ("JSONata", json!({"RoleArn": "{% $states.input.number %}"}), "States.QueryEvaluationError"),
    ];
    for (language, credentials, error) in table {
        let stage = Stage::echo();
        let ended = stage.run(&machine(language, &credentials, TASK), &json!({"number": 1})).await;
        assert_eq!(ended.failure.unwrap().name(), error, "{credentials}");
    }
}
