//! Other people's clients: boto3 and the `aws` command, over HTTP on loopback.

use apoyo_clients::{aws, python, run, serve};
use apoyo_functions::LambdaService;
use serde_json::{Value, json};

use crate::stage::Stage;

/// An endpoint that lives as long as the test's runtime.
async fn endpoint(stage: &Stage) -> String {
    let service = LambdaService::new(stage.functions.clone());
    serve(move |request| {
        let service = service.clone();
        async move { service.call(request).await }
    })
    .await
}

fn functions() -> Stage {
    Stage::new(json!({
        "trial": {"bootstrap": crate::stage::TRIAL, "environment": {"LEVEL": "fine"}},
        "cat": {"command": ["cat"], "concurrency": 5},
        "off": {"command": ["cat"], "concurrency": 0},
    }))
}

#[tokio::test(flavor = "multi_thread")]
async fn boto3_works() {
    let Some(python) = python() else { return };
    let stage = functions();
    let endpoint = endpoint(&stage).await;
    let output = run(&endpoint, &python, &["-c", include_str!("boto3_works.py")]).await;
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("boto3 ok"), "{text} {}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_aws_command_works() {
    let Some(aws) = aws() else { return };
    let stage = functions();
    let endpoint = endpoint(&stage).await;
    let file = stage.folder.path().join("out.json");
    let out = file.to_str().unwrap();
    let call = async |args: &[&str]| {
        let output = run(&endpoint, &aws, &[&["lambda"], args].concat()).await;
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        (serde_json::from_slice::<Value>(&output.stdout).unwrap_or_default(), error)
    };
    // A file, since the first version of the command takes a payload as it is and the second one in Base64.
    let event = stage.folder.path().join("event.json");
    std::fs::write(&event, r#"{"do": "fail", "type": "Mine", "message": "m"}"#).unwrap();
    let payload = format!("fileb://{}", event.display());
    let invoke = ["invoke", "--function-name", "trial", "--payload", &payload, "--log-type", "Tail", out];
    let (reply, error) = call(&invoke).await;
    assert_eq!(
        (&reply["StatusCode"], &reply["FunctionError"]),
        (&json!(200), &json!("Unhandled")),
        "{error}"
    );
    assert!(reply["LogResult"].as_str().is_some_and(|log| !log.is_empty()), "{reply}");
    let written: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(written["errorType"], "Mine");
    let (listed, error) = call(&["list-functions", "--max-items", "2"]).await;
    assert_eq!(listed["Functions"].as_array().map(Vec::len), Some(2), "{error}");
    let (_, error) = call(&["invoke", "--function-name", "none", out]).await;
    assert!(error.contains("(ResourceNotFoundException)"), "{error}");
    let (_, error) = call(&["delete-function", "--function-name", "cat"]).await;
    assert!(error.contains("(UnknownOperationException)") && error.contains("apoyo.yaml"), "{error}");
}
