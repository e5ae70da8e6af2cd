use serde_json::{Value, json};

use crate::stage::{Stage, pass};

async fn validate(stage: &Stage, params: Value) -> Value {
    stage.ok("ValidateStateMachineDefinition", params).await
}

#[tokio::test]
async fn a_definition_is_validated_without_a_machine() {
    let stage = Stage::new();
    let sound = validate(&stage, json!({"definition": pass("")})).await;
    assert_eq!(sound, json!({"result": "OK", "diagnostics": [], "truncated": false}));
    let broken = json!({"StartAt": "B", "States": {"A": {"Type": "Pass", "Next": "C"}, "D": {"Type": "Pass", "Next": "C"}}});
    let all = validate(&stage, json!({"definition": broken.to_string(), "severity": "WARNING"})).await;
    let count = all["diagnostics"].as_array().unwrap().len();
    assert!(count > 1 && all["result"] == "FAIL" && all["truncated"] == false, "{all}");
    let one = validate(&stage, json!({"definition": broken.to_string(), "maxResults": 1})).await;
    assert_eq!((one["diagnostics"].as_array().unwrap().len(), &one["truncated"]), (1, &json!(true)));
    assert_eq!(one["diagnostics"][0], all["diagnostics"][0]);
    let no_json = validate(&stage, json!({"definition": "{"})).await;
    assert_eq!(no_json["diagnostics"][0]["code"], "INVALID_JSON_DESCRIPTION");
    assert_eq!(stage.ok("ListStateMachines", json!({})).await, json!({"stateMachines": []}));
}

#[tokio::test]
async fn an_expression_that_cannot_be_read_is_a_diagnostic_and_keeps_a_machine_from_being_made() {
    let stage = Stage::new();
    let states = json!({"A": {"Type": "Pass", "Output": "{% $sum( %}", "End": true}});
    let definition = json!({"QueryLanguage": "JSONata", "StartAt": "A", "States": states}).to_string();
    let found = validate(&stage, json!({"definition": definition})).await;
    assert_eq!(found["result"], "FAIL");
    assert_eq!(found["diagnostics"][0]["code"], "INVALID_JSONATA_EXPRESSION");
    let place = found["diagnostics"][0]["location"].as_str().unwrap();
    assert!(place.starts_with("/States/A"), "{place}");
    let create = json!({"name": "m", "definition": definition, "roleArn": crate::stage::ROLE});
    let refusal = stage.refusal("CreateStateMachine", create).await;
    let start = "InvalidDefinition: Invalid State Machine Definition: 'INVALID_JSONATA_EXPRESSION: ";
    assert!(refusal.starts_with(start) && refusal.ends_with(&format!(" at {place}'")), "{refusal}");
}

/// A machine whose one state sends a message with these parameters.
fn sending(parameters: &Value) -> String {
    let send = json!({"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": parameters, "End": true});
    json!({"StartAt": "Send", "States": {"Send": send}}).to_string()
}

#[tokio::test]
async fn arguments_that_a_service_does_not_take_keep_a_machine_from_being_made_or_changed() {
    let stage = Stage::new();
    let broken = sending(&json!({"MessageBody.$": "$.body", "Queue": "q"}));
    let found = validate(&stage, json!({"definition": broken})).await;
    let said = |at: usize| (&found["diagnostics"][at]["message"], &found["diagnostics"][at]["location"]);
    let place = json!("/States/Send/Parameters");
    assert_eq!(found["result"], "FAIL");
    assert_eq!(said(0), (&json!("The field 'QueueUrl' is required but was missing"), &place));
    assert_eq!(said(1), (&json!("The field \"Queue\" is not supported by Step Functions"), &place));
    let refusal = "InvalidDefinition: Invalid State Machine Definition: \
        'SCHEMA_VALIDATION_FAILED: The field 'QueueUrl' is required but was missing at /States/Send/Parameters, \
        SCHEMA_VALIDATION_FAILED: The field \"Queue\" is not supported by Step Functions at /States/Send/Parameters'";
    let create = json!({"name": "m", "definition": broken, "roleArn": crate::stage::ROLE});
    assert_eq!(stage.refusal("CreateStateMachine", create).await, refusal);

    let sound = sending(&json!({"MessageBody.$": "$.body", "QueueUrl": "q"}));
    let machine = stage.create("m", &sound).await;
    let update = json!({"stateMachineArn": machine, "definition": broken});
    assert_eq!(stage.refusal("UpdateStateMachine", update).await, refusal);
    let kept = stage.ok("DescribeStateMachine", json!({"stateMachineArn": machine})).await;
    assert_eq!(kept["definition"], sound);
}

#[tokio::test]
async fn the_limits_of_a_validation_are_checked() {
    let stage = Stage::new();
    for params in [
        json!({}),
        json!({"definition": ""}),
        json!({"definition": "{}", "type": "FAST"}),
        json!({"definition": "{}", "severity": "INFO"}),
        json!({"definition": "{}", "maxResults": 101}),
    ] {
        let refused = stage.refused("ValidateStateMachineDefinition", params.clone()).await;
        assert_eq!(refused.code, "ValidationException", "{params}");
    }
}

#[tokio::test]
async fn a_state_is_tested_through_the_api() {
    let stage = Stage::new();
    let definition = json!({"Type": "Pass", "Result": 7, "Next": "B"}).to_string();
    let tested = stage.ok("TestState", json!({"definition": definition, "input": "{}"})).await;
    assert_eq!(
        (&tested["status"], &tested["output"], &tested["nextState"]),
        (&json!("SUCCEEDED"), &json!("7"), &json!("B"))
    );
    assert_eq!(stage.refused("TestState", json!({"definition": 1})).await.code, "SerializationException");
    assert_eq!(stage.refused("TestState", json!({})).await.code, "ValidationException");
}

#[tokio::test]
async fn an_operation_that_is_not_there_is_unknown() {
    let stage = Stage::new();
    assert_eq!(stage.refused("createStateMachine", json!({})).await.code, "UnknownOperationException");
    assert_eq!(apoyo_local::StepFunctions::operations().count(), 37);
}
