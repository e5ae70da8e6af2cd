//! What a process of a function has around it.

use serde_json::{Value, json};

use crate::stage::{Stage, TRIAL};

#[tokio::test(flavor = "multi_thread")]
async fn a_function_has_lambdas_variables_and_its_own_and_none_of_this_process() {
    let fields = json!({"memoryMebibytes": 256, "environment": {"LEVEL": "fine"}, "handler": "main.run"});
    let own = Stage::trial(fields).result("trial", &json!({"do": "environment"})).await;
    let variables = own["variables"].as_object().unwrap();
    let folder = std::path::Path::new(TRIAL).parent().unwrap().to_str().unwrap();
    let expected = json!({
        "_HANDLER": "main.run",
        "AWS_ACCESS_KEY_ID": "apoyo",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:4566",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_FUNCTION_NAME": "trial",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/trial",
        "AWS_REGION": "us-east-1",
        "AWS_SECRET_ACCESS_KEY": "apoyo-secret",
        "LAMBDA_RUNTIME_DIR": folder,
        "LAMBDA_TASK_ROOT": folder,
        "LANG": "en_US.UTF-8",
        "LEVEL": "fine",
        "PATH": std::env::var("PATH").unwrap(),
        "TZ": ":UTC",
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(variables.get(name), Some(value), "{name}");
    }
    let others: Vec<&String> = variables.keys().filter(|name| expected.get(name).is_none()).collect();
    assert_eq!(others, ["AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_RUNTIME_API"]);
    assert_eq!(own["folder"], folder);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_function_says_is_in_its_log_with_lambdas_own_words_around_it() {
    let stage = Stage::trial(json!({}));
    let invoked = stage.invoke("trial", &json!({"do": "say", "text": "half a line"})).await;
    let tail = String::from_utf8(invoked.log_tail.to_vec()).unwrap();
    let id = invoked.id.as_str();
    let begins = format!("START RequestId: {id} Version: $LATEST\nhalf a line\nEND RequestId: {id}\nREPORT ");
    assert!(tail.starts_with(&begins), "{tail}");
    assert_eq!(stage.log("trial"), tail);
    let long = stage.invoke("trial", &json!({"do": "say", "text": "x".repeat(100_000)})).await;
    assert_eq!(long.log_tail.len(), 4096);
    let used = "Max Memory Used: ";
    assert!(!tail.contains(&format!("{used}0 MB")) && tail.contains(used), "{tail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_cannot_be_written_fails_no_invocation() {
    let stage = Stage::trial(json!({}));
    std::fs::write(stage.folder.path().join("own"), "").unwrap();
    assert_eq!(stage.result("trial", &json!({"do": "echo", "value": 1})).await, Value::from(1));
}
