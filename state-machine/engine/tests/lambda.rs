//! Lambda functions, by each of the three ways to invoke one.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use std::sync::{Arc, Mutex};

use apoyo_engine::{FunctionError, InvokeFunction, LambdaRunner};
use async_trait::async_trait;
use serde_json::{Value, json};
use stage::Stage;

const OPTIMISED: &str = "arn:aws:states:::lambda:invoke";
const SDK: &str = "arn:aws:states:::aws-sdk:lambda:invoke";
const DIRECT: &str = "arn:aws:lambda:us-east-1:000000000000:function:echo";

/// `echo` gives back what it gets, `fails` fails, others are not there. What was invoked is written down.
#[derive(Default, Clone)]
struct Functions(Arc<Mutex<Vec<(String, Value)>>>);

#[async_trait]
impl InvokeFunction for Functions {
    async fn invoke(&self, function: &str, payload: &Value) -> Result<Value, FunctionError> {
        self.0.lock().unwrap().push((function.to_owned(), payload.clone()));
        match function {
            "echo" => Ok(payload.clone()),
            "fails" => Err(FunctionError::Function(json!({"errorType": "Own", "errorMessage": "m"}))),
            _ => Err(FunctionError::Service {
                name: "Lambda.ResourceNotFoundException".into(),
                message: format!("Function not found: {function}"),
            }),
        }
    }
}

async fn run(resource: &str, arguments: Value) -> (Result<Value, (String, String)>, Vec<(String, Value)>) {
    let functions = Functions::default();
    let stage = Stage::with_tasks(Arc::new(LambdaRunner(functions.clone())));
    let definition = json!({"QueryLanguage": "JSONata", "StartAt": "Call", "States": {
        "Call": {"Type": "Task", "Resource": resource, "Arguments": arguments, "End": true},
    }});
    let ended = stage.run(&definition, &json!({})).await;
    let result = match ended.failure {
        Some(failure) => Err((failure.error.unwrap_or_default(), failure.cause.unwrap_or_default())),
        None => Ok((*ended.output.unwrap()).clone()),
    };
    let invoked = functions.0.lock().unwrap().clone();
    (result, invoked)
}

#[tokio::test]
async fn a_result_is_itself_a_payload_or_json_text_by_the_way_it_was_asked_for() {
    let (direct, _) = run(DIRECT, json!({"a": 1})).await;
    assert_eq!(direct, Ok(json!({"a": 1})));
    let arguments = json!({"FunctionName": "echo:3", "Payload": {"a": 1}});
    let (optimised, _) = run(OPTIMISED, arguments.clone()).await;
    let optimised = optimised.unwrap();
    assert_eq!(optimised["Payload"], json!({"a": 1}));
    assert_eq!((&optimised["ExecutedVersion"], &optimised["StatusCode"]), (&json!("3"), &json!(200)));
    assert_eq!(optimised["SdkHttpMetadata"]["HttpStatusCode"], 200);
    let (sdk, _) = run(SDK, arguments).await;
    assert_eq!(sdk, Ok(json!({"ExecutedVersion": "3", "Payload": "{\"a\":1}", "StatusCode": 200})));
}

#[tokio::test]
async fn the_sdk_takes_json_text_as_payload() {
    let (result, invoked) = run(SDK, json!({"FunctionName": "echo", "Payload": "{\"a\": [1]}"})).await;
    assert_eq!(result.unwrap()["Payload"], "{\"a\":[1]}");
    assert_eq!(invoked, [("echo".to_owned(), json!({"a": [1]}))]);
}

#[tokio::test]
async fn a_failure_of_the_function_is_one_of_the_task_but_a_reply_of_the_sdk() {
    let arguments = json!({"FunctionName": "fails"});
    let (optimised, invoked) = run(OPTIMISED, arguments.clone()).await;
    assert_eq!(optimised.unwrap_err().0, "Own");
    assert_eq!(invoked, [("fails".to_owned(), json!({}))]);
    let (sdk, _) = run(SDK, arguments).await;
    let sdk = sdk.unwrap();
    assert_eq!((&sdk["FunctionError"], &sdk["StatusCode"]), (&json!("Unhandled"), &json!(200)));
    assert_eq!(sdk["Payload"], "{\"errorType\":\"Own\",\"errorMessage\":\"m\"}");
}

#[tokio::test]
async fn a_function_that_is_not_there_fails_under_lambdas_name() {
    for resource in [OPTIMISED, SDK] {
        let (result, _) = run(resource, json!({"FunctionName": "none"})).await;
        let (error, cause) = result.unwrap_err();
        assert_eq!(error, "Lambda.ResourceNotFoundException");
        assert!(cause.starts_with("Function not found: none (Service: "), "{cause}");
    }
}

#[tokio::test]
async fn an_event_passes_over_the_result_and_a_dry_run_invokes_nothing() {
    let (event, invoked) = run(OPTIMISED, json!({"FunctionName": "fails", "InvocationType": "Event"})).await;
    let event = event.unwrap();
    assert_eq!((&event["StatusCode"], &event["Payload"], invoked.len()), (&json!(202), &json!(""), 1));
    let (dry, invoked) = run(SDK, json!({"FunctionName": "fails", "InvocationType": "DryRun"})).await;
    assert_eq!((&dry.unwrap()["StatusCode"], invoked.len()), (&json!(204), 0));
}

#[tokio::test]
async fn arguments_that_lambda_does_not_take_are_named() {
    let (result, invoked) = run(OPTIMISED, json!({"TaskToken": "t", "Payload": {}})).await;
    let (error, cause) = result.unwrap_err();
    assert_eq!(error, "States.Runtime");
    for said in [
        "The field 'FunctionName' is required but was missing",
        "The field \"TaskToken\" is not supported by Step Functions",
    ] {
        assert!(cause.contains(said), "{cause}");
    }
    assert!(invoked.is_empty());
    let (result, _) =
        run("arn:aws:states:::aws-sdk:lambda:getFunction", json!({"FunctionName": "echo"})).await;
    assert!(result.unwrap_err().1.contains("have only invoke"));
}
