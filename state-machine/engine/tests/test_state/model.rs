use serde_json::{Value, json};

use super::asked::{INVOKE, refused, tested, with};

const PREFIX: &str = "Mock result schema validation error: ";

fn calling(resource: &str) -> Value {
    json!({"Type": "Task", "Resource": resource, "End": true})
}

async fn message(resource: &str, mode: Option<&str>, result: &Value) -> Option<String> {
    let mut mock = json!({"result": result.to_string()});
    if let Some(mode) = mode {
        mock["fieldValidationMode"] = mode.into();
    }
    let request = json!({"definition": calling(resource), "mock": mock});
    match super::asked::ask(request).await {
        Ok(_) => None,
        Err(refused) => Some(refused.to_string()),
    }
}

/// A call, what it is said to have given, and why that is refused; empty where it is not.
fn wrong_fields() -> Vec<(String, Value, &'static str)> {
    let sdk = "arn:aws:states:::aws-sdk:";
    let get = || format!("{sdk}s3:getObject");
    vec![
        (get(), json!({"ContentLength": "1"}), "Field 'ContentLength' must be a number"),
        (get(), json!({"Metadata": []}), "Field 'Metadata' must be an object"),
        (get(), json!({"Metadata": {"a": 1}}), "Field 'Metadata' must be a string"),
        (get(), json!({"DeleteMarker": "no"}), "Field 'DeleteMarker' must be a boolean"),
        (get(), json!({"LastModified": 1}), "Field 'LastModified' must be a string"),
        (get(), json!({"SsekmsKeyId": 1}), "Field 'SsekmsKeyId' must be a string"),
        (
            format!("{sdk}s3:listObjectsV2"),
            json!({"Contents": [{"Key": "k"}, {"Size": "9"}]}),
            "Field 'Size' must be a number",
        ),
        (format!("{sdk}s3:listObjectsV2"), json!({"Contents": {}}), "Field 'Contents' must be an array"),
        (
            format!("{sdk}kms:encrypt"),
            json!({"CiphertextBlob": ""}),
            "Field 'CiphertextBlob' is smaller than the minimum length",
        ),
        (
            format!("{sdk}kms:encrypt"),
            json!({"EncryptionAlgorithm": "ROT13"}),
            "Field 'EncryptionAlgorithm' is not an expected value",
        ),
        (
            format!("{sdk}rds:describeDBInstances"),
            json!({"DbInstances": [{"AllocatedStorage": "1"}]}),
            "Field 'AllocatedStorage' must be a number",
        ),
        (format!("{sdk}secretsmanager:getSecretValue"), json!({"ARN": 1}), ""),
        (
            format!("{sdk}sfn:describeExecution"),
            json!({"ExecutionArn": "a", "StateMachineArn": "s", "StartDate": "d", "Status": "GONE"}),
            "Field 'Status' is not an expected value",
        ),
        (INVOKE.to_owned(), json!({"Payload": {"not": "text"}}), "Field 'Payload' must be a string"),
        (
            "arn:aws:states:::dynamodb:getItem".to_owned(),
            json!({"Item": {"id": {"S": 1}}}),
            "Field 'S' must be a string",
        ),
        (
            "arn:aws:states:::sqs:sendMessage".to_owned(),
            json!({"MessageId": 1}),
            "Field 'MessageId' must be a string",
        ),
        // The service's own name of this field is not the one of Step Functions, so it is a field that the model lacks.
        ("arn:aws:states:::sqs:sendMessage".to_owned(), json!({"MD5OfMessageBody": {}}), ""),
        (
            "arn:aws:states:::sqs:sendMessage".to_owned(),
            json!({"Md5OfMessageBody": {}}),
            "Field 'Md5OfMessageBody' must be a string",
        ),
        ("arn:aws:states:::sns:publish".to_owned(), json!({"MessageId": null}), ""),
    ]
}

#[tokio::test]
async fn a_field_that_is_not_as_the_service_has_it_is_refused() {
    for (resource, result, why) in wrong_fields() {
        let expected = (!why.is_empty()).then(|| format!("{PREFIX}{why}"));
        assert_eq!(message(&resource, None, &result).await, expected, "{resource} {result}");
        assert_eq!(message(&resource, Some("PRESENT"), &result).await, expected, "{resource} {result}");
        assert_eq!(message(&resource, Some("NONE"), &result).await, None, "{resource} {result}");
    }
}

#[tokio::test]
async fn only_strict_asks_for_required_fields() {
    let start = "arn:aws:states:::states:startExecution";
    let missing = |field: &str| Some(format!("{PREFIX}Required field '{field}' is missing"));
    assert_eq!(message(start, None, &json!({})).await, missing("ExecutionArn"));
    assert_eq!(message(start, Some("STRICT"), &json!({"ExecutionArn": "a"})).await, missing("StartDate"));
    assert_eq!(message(start, Some("PRESENT"), &json!({})).await, None);
    assert_eq!(
        message("arn:aws:states:::events:putEvents", None, &json!({})).await,
        None,
        "none is required"
    );
}

#[tokio::test]
async fn a_job_that_is_waited_for_gives_what_the_polled_operation_gives() {
    let described =
        json!({"ExecutionArn": "a", "StateMachineArn": "s", "StartDate": "d", "Status": "SUCCEEDED"});
    for pattern in ["sync", "sync:2"] {
        let resource = format!("arn:aws:states:::states:startExecution.{pattern}");
        assert_eq!(message(&resource, None, &described).await, None, "{pattern}");
        let wrong = with(described.clone(), json!({"Status": "READY"}));
        assert_eq!(
            message(&resource, None, &wrong).await,
            Some(format!("{PREFIX}Field 'Status' is not an expected value")),
            "{pattern}"
        );
    }
    let table = [
        ("batch:submitJob.sync", json!({"Jobs": "j"}), "Jobs"),
        ("ecs:runTask.sync", json!({"Tasks": {}}), "Tasks"),
        ("codebuild:startBuild.sync", json!({"Builds": 1}), "Builds"),
    ];
    for (call, result, field) in table {
        assert_eq!(
            message(&format!("arn:aws:states:::{call}"), None, &result).await,
            Some(format!("{PREFIX}Field '{field}' must be an array")),
            "{call}"
        );
    }
    let glue = json!({"JobRun": {"Attempt": "1"}});
    assert_eq!(
        message("arn:aws:states:::glue:startJobRun.sync", None, &glue).await,
        Some(format!("{PREFIX}Field 'Attempt' must be a number"))
    );
}

#[tokio::test]
async fn what_no_model_describes_may_be_anything() {
    for resource in [
        "arn:aws:lambda:us-east-1:000000000000:function:f",
        "arn:aws:states:us-east-1:000000000000:activity:a",
        "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "arn:aws:states:::apigateway:invoke",
        "arn:aws:states:::http:invoke",
        "arn:aws:states:::eks:call",
        "arn:aws:states:::eks:runJob.sync",
    ] {
        for result in [json!({"StatusCode": "200", "Payload": {}}), json!("text"), json!([1])] {
            assert_eq!(message(resource, None, &result).await, None, "{resource} {result}");
        }
    }
}

#[tokio::test]
async fn a_result_of_a_service_is_an_object() {
    for result in [json!("text"), json!(42), json!([]), json!(null)] {
        let (name, _) =
            refused(json!({"definition": calling(INVOKE), "mock": {"result": result.to_string()}})).await;
        assert_eq!(name, "ValidationException", "{result}");
    }
    let found =
        tested(json!({"definition": calling(INVOKE), "mock": {"result": {"not of the model": 1}}})).await;
    assert_eq!(found["output"], json!({"not of the model": 1}));
}
