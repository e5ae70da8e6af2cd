use serde_json::{Value, json};

use super::asked::{INVOKE, refused, task, tested};

async fn validation(request: Value) -> String {
    let (name, message) = refused(request).await;
    assert_eq!(name, "ValidationException", "{message}");
    message
}

#[tokio::test]
async fn every_constraint_of_the_api_that_is_broken_is_named_at_once() {
    let message = validation(json!({
        "inspectionLevel": "LOUD", "stateName": "", "mock": {"fieldValidationMode": "SOME", "result": "1"},
        "stateConfiguration": {"retrierRetryCount": -1, "mapIterationFailureCount": -2},
    }))
    .await;
    assert_eq!(
        message,
        "6 validation errors detected: \
         Value null at 'definition' failed to satisfy constraint: Member must not be null; \
         Value 'LOUD' at 'inspectionLevel' failed to satisfy constraint: Member must satisfy enum value set: [INFO, DEBUG, TRACE]; \
         Value at 'stateName' failed to satisfy constraint: Member must have length greater than or equal to 1; \
         Value 'SOME' at 'mock.fieldValidationMode' failed to satisfy constraint: Member must satisfy enum value set: [STRICT, PRESENT, NONE]; \
         Value '-1' at 'stateConfiguration.retrierRetryCount' failed to satisfy constraint: Member must have value greater than or equal to 0; \
         Value '-2' at 'stateConfiguration.mapIterationFailureCount' failed to satisfy constraint: Member must have value greater than or equal to 0"
    );
    let long = "x".repeat(262_145);
    for member in ["input", "variables", "context"] {
        let message = validation(json!({"definition": {"Type": "Succeed"}, member: long})).await;
        assert_eq!(
            message,
            format!(
                "1 validation error detected: Value at '{member}' failed to satisfy constraint: Member must have length less than or equal to 262144"
            )
        );
    }
}

#[tokio::test]
async fn a_definition_that_is_not_valid_is_refused_with_every_fault_and_its_place() {
    let (name, message) = refused(json!({"definition": "no JSON"})).await;
    assert_eq!(name, "InvalidDefinition");
    assert!(message.starts_with("Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION"), "{message}");
    let (name, message) =
        refused(json!({"definition": {"Type": "Wait", "Next": 1, "Seconds": -1}, "input": "{}"})).await;
    assert_eq!(name, "InvalidDefinition");
    assert!(message.contains("SCHEMA_VALIDATION_FAILED"), "{message}");
    assert!(!message.contains("StateName"), "the place is in the state that was given: {message}");
    for definition in
        ["[]", "{}", "{\"Type\": \"Pause\"}", "{\"Type\": \"Pass\", \"Type\": \"Wait\", \"End\": true}"]
    {
        let (name, message) = refused(json!({"definition": definition})).await;
        assert_eq!(name, "InvalidDefinition", "{definition}: {message}");
    }
}

#[tokio::test]
async fn a_state_is_looked_for_in_a_whole_machine() {
    let machine = json!({"StartAt": "A", "States": {"A": {"Type": "Succeed"}}});
    assert_eq!(tested(json!({"definition": machine, "stateName": "A"})).await["status"], "SUCCEEDED");
    assert_eq!(
        validation(json!({"definition": machine, "stateName": "B"})).await,
        "State not found in definition"
    );
    assert_eq!(refused(json!({"definition": machine})).await.0, "InvalidDefinition");
    assert_eq!(
        refused(json!({"definition": {"Type": "Succeed"}, "stateName": "A"})).await.0,
        "InvalidDefinition"
    );
}

#[tokio::test]
async fn a_mock_is_one_of_result_and_error_and_for_states_that_work() {
    let both = json!({"result": "{}", "errorOutput": {"error": "E"}});
    let only_one = "A test mock should have only one of the following fields: [result, errorOutput].";
    assert_eq!(validation(json!({"definition": task(json!({})), "mock": both})).await, only_one);
    assert_eq!(validation(json!({"definition": task(json!({})), "mock": {}})).await, only_one);
    assert_eq!(
        validation(json!({"definition": task(json!({})), "mock": {"result": "{"}})).await,
        "Mocked result must be valid JSON"
    );
    validation(json!({"definition": task(json!({})), "mock": {"errorOutput": {"cause": "no name"}}})).await;
    let idle = [
        json!({"Type": "Pass", "End": true}),
        json!({"Type": "Wait", "Seconds": 1, "End": true}),
        json!({"Type": "Succeed"}),
        json!({"Type": "Fail"}),
        json!({"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": true, "Next": "N"}]}),
    ];
    for definition in idle {
        let message = validation(json!({"definition": definition, "mock": {"result": "1"}})).await;
        let state_type = definition["Type"].as_str().unwrap();
        assert_eq!(message, format!("State type '{state_type}' is not supported when a mock is specified"));
    }
}

#[tokio::test]
async fn secrets_are_not_revealed_of_a_mock() {
    let message =
        validation(json!({"definition": task(json!({})), "mock": {"result": "{}"}, "revealSecrets": true}))
            .await;
    assert_eq!(message, "TestState does not support RevealSecrets when a mock is specified.");
}

#[tokio::test]
async fn what_cannot_be_tried_needs_a_mock() {
    let flow = json!({"StartAt": "In", "States": {"In": {"Type": "Succeed"}}});
    for definition in [
        json!({"Type": "Map", "ItemProcessor": flow, "End": true}),
        json!({"Type": "Parallel", "Branches": [flow], "End": true}),
    ] {
        let (name, message) = refused(json!({"definition": definition, "roleArn": super::asked::ROLE})).await;
        assert_eq!(name, "InvalidDefinition");
        assert_eq!(
            message,
            "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]"
        );
    }
    for resource in [
        "arn:aws:states:us-east-1:000000000000:activity:a".to_owned(),
        "arn:aws:states:::batch:submitJob.sync".to_owned(),
        "arn:aws:states:::states:startExecution.sync:2".to_owned(),
        format!("{INVOKE}.waitForTaskToken"),
    ] {
        let definition = json!({"Type": "Task", "Resource": resource, "End": true});
        validation(json!({"definition": definition, "roleArn": super::asked::ROLE})).await;
    }
    assert_eq!(
        validation(json!({"definition": task(json!({}))})).await,
        "RoleArn must be specified when testing a Task state"
    );
    validation(
        json!({"definition": {"Type": "Succeed"}, "stateConfiguration": {"mapIterationFailureCount": 0}}),
    )
    .await;
}

#[tokio::test]
async fn the_mock_of_a_parallel_state_has_one_result_a_branch() {
    let flow = |name: &str| json!({"StartAt": name, "States": {name: {"Type": "Succeed"}}});
    let parallel = json!({"Type": "Parallel", "Branches": [flow("A"), flow("B")], "End": true});
    let ask = |result: &str| json!({"definition": parallel, "mock": {"result": result}});
    assert_eq!(validation(ask("{}")).await, "Mocked result must be an array.");
    for result in ["[]", "[1]", "[1, 2, 3]"] {
        assert_eq!(
            validation(ask(result)).await,
            "Mocked result must contain the same number of items as number of Parallel branches."
        );
    }
    let outside = json!({
        "definition": parallel, "mock": {"errorOutput": {"error": "E"}}, "stateConfiguration": {"errorCausedByState": "C"},
    });
    assert!(validation(outside).await.contains("'C'"));
}

#[tokio::test]
async fn input_and_variables_are_json() {
    let (name, _) = refused(json!({"definition": {"Type": "Succeed"}, "input": "{"})).await;
    assert_eq!(name, "InvalidExecutionInput");
    validation(json!({"definition": {"Type": "Succeed"}, "variables": "[1]"})).await;
    let (name, message) = refused(json!({"definition": {"Type": "Succeed"}, "roleArn": "role"})).await;
    assert_eq!((name.as_str(), message.as_str()), ("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: role'"));
}
