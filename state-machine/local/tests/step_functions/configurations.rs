use serde_json::{Value, json};

use crate::stage::{ROLE, Stage, pass, text};

async fn create(stage: &Stage, name: &str, configuration: Value) -> Result<Value, String> {
    let mut params = json!({"name": name, "definition": pass(""), "roleArn": ROLE});
    params.as_object_mut().unwrap().extend(configuration.as_object().unwrap().clone());
    let made = stage.api.call("CreateStateMachine", params).await.map_err(|error| error.to_string())?;
    Ok(stage.ok("DescribeStateMachine", json!({"stateMachineArn": text(&made, "stateMachineArn")})).await)
}

#[tokio::test]
async fn a_machine_that_cannot_log_as_asked_is_not_made() {
    let stage = Stage::new();
    let group = json!({"cloudWatchLogsLogGroup": {"logGroupArn": "arn:aws:logs:us-east-1:000000000000:log-group:g:*"}});
    let one = "Invalid Logging Configuration: Must specify exactly one Log Destination.";
    let missing = "Invalid Logging Configuration: Log Destination not found.";
    for (configuration, expected) in [
        (json!({"level": "ALL"}), one),
        (json!({"level": "ERROR", "destinations": []}), one),
        (json!({"level": "OFF", "destinations": [group, group]}), one),
        (json!({"level": "FATAL", "destinations": [group]}), missing),
    ] {
        let refusal = create(&stage, "m", json!({"loggingConfiguration": configuration})).await.unwrap_err();
        assert_eq!(refusal, format!("InvalidLoggingConfiguration: {expected}"), "{configuration}");
    }
    let level = create(&stage, "m", json!({"loggingConfiguration": {"level": "SOME"}})).await.unwrap_err();
    assert_eq!(
        level,
        "ValidationException: 1 validation error detected: Value 'SOME' at 'loggingConfiguration.level' failed to satisfy constraint: Member must satisfy enum value set: [ALL, ERROR, FATAL, OFF]"
    );
}

#[tokio::test]
async fn what_is_left_out_of_a_configuration_has_its_default() {
    let stage = Stage::new();
    for (name, given, shown) in [
        ("a", json!({}), json!({"level": "OFF", "includeExecutionData": false})),
        ("b", json!({"loggingConfiguration": {}}), json!({"level": "OFF", "includeExecutionData": false})),
        (
            "c",
            json!({"loggingConfiguration": {"includeExecutionData": true}}),
            json!({"level": "OFF", "includeExecutionData": true}),
        ),
    ] {
        let described = create(&stage, name, given).await.unwrap();
        assert_eq!(described["loggingConfiguration"], shown, "{name}");
        assert_eq!(described["tracingConfiguration"], json!({"enabled": false}));
        assert_eq!(described["encryptionConfiguration"], json!({"type": "AWS_OWNED_KEY"}));
    }
}

#[tokio::test]
async fn a_key_and_its_type_go_together() {
    let stage = Stage::new();
    let own = json!({"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "alias/k"});
    let described = create(&stage, "m", json!({"encryptionConfiguration": own})).await.unwrap();
    assert_eq!(
        described["encryptionConfiguration"],
        json!({"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "alias/k", "kmsDataKeyReusePeriodSeconds": 300})
    );
    for (configuration, code) in [
        (json!({"type": "CUSTOMER_MANAGED_KMS_KEY"}), "InvalidEncryptionConfiguration"),
        (json!({"type": "AWS_OWNED_KEY", "kmsKeyId": "k"}), "InvalidEncryptionConfiguration"),
        (json!({"kmsKeyId": "k"}), "ValidationException"),
        (
            json!({"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "k", "kmsDataKeyReusePeriodSeconds": 59}),
            "ValidationException",
        ),
    ] {
        let refusal =
            create(&stage, "n", json!({"encryptionConfiguration": configuration})).await.unwrap_err();
        assert!(refusal.starts_with(code), "{refusal}");
    }
}
