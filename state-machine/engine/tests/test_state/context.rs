use serde_json::{Value, json};

use super::asked::{INVOKE, refused, task, tested};

fn showing(parameters: &Value) -> Value {
    task(json!({"Parameters": parameters, "ResultPath": null}))
}

async fn parameters(request: Value) -> Value {
    tested(request).await["inspectionData"]["afterParameters"].clone()
}

#[tokio::test]
async fn the_given_context_object_stands_in_place_of_the_own_one() {
    let context = json!({
        "Execution": {"Id": "arn:aws:states:us-east-1:123456789012:execution:M:e", "Name": "e", "StartTime": "2024-01-01T10:00:00.000Z"},
        "State": {"Name": "ProcessData", "EnteredTime": "2024-01-01T10:00:05.000Z"},
    });
    let found = parameters(json!({
        "definition": showing(&json!({"id.$": "$$.Execution.Id", "state.$": "$$.State.Name", "all.$": "$$"})),
        "context": context, "mock": {"result": {}}, "inspectionLevel": "DEBUG",
    }))
    .await;
    assert_eq!(found, json!({"id": context["Execution"]["Id"], "state": "ProcessData", "all": context}));
    let found = tested(json!({
        "definition": task(json!({"QueryLanguage": "JSONata", "Output": "{% $states.context %}"})),
        "context": context, "mock": {"result": {}},
    }))
    .await;
    assert_eq!(found["output"], context);
}

#[tokio::test]
async fn without_one_the_execution_has_a_context_object_of_its_own() {
    let found = parameters(json!({
        "definition": showing(&json!({"state.$": "$$.State.Name", "count.$": "$$.State.RetryCount", "input.$": "$$.Execution.Input", "start.$": "$$.Execution.StartTime"})),
        "input": {"a": 1}, "mock": {"result": {}}, "inspectionLevel": "DEBUG",
    }))
    .await;
    assert_eq!(
        found,
        json!({"state": "StateName", "count": 0, "input": {"a": 1}, "start": "1970-01-01T00:00:00.000Z"})
    );
}

#[tokio::test]
async fn a_state_inside_a_map_works_on_the_first_item_which_is_its_input() {
    for config in [json!({"Mode": "INLINE"}), json!({"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"})] {
        let inner = task(json!({"Parameters": {"item.$": "$$.Map.Item"}}));
        let machine = json!({"StartAt": "Out", "States": {"Out": {
            "Type": "Map", "End": true,
            "ItemProcessor": {"ProcessorConfig": config, "StartAt": "In", "States": {"In": inner}},
        }}});
        let found = parameters(json!({
            "definition": machine, "stateName": "In", "input": {"a": 1}, "mock": {"result": {}}, "inspectionLevel": "DEBUG",
        }))
        .await;
        assert_eq!(found["item"]["Index"], 0, "{config}");
        assert_eq!(found["item"]["Value"], json!({"a": 1}), "{config}");
        let given = json!({"Map": {"Item": {"Index": 7, "Value": "v"}}});
        let found = parameters(json!({
            "definition": machine, "stateName": "In", "mock": {"result": {}}, "context": given, "inspectionLevel": "DEBUG",
        }))
        .await;
        assert_eq!(found, json!({"item": {"Index": 7, "Value": "v"}}), "{config}");
    }
}

#[tokio::test]
async fn the_items_of_a_map_show_their_own_place_in_a_given_context_object() {
    let definition = json!({
        "Type": "Map", "ItemSelector": {"i.$": "$$.Map.Item.Index", "by.$": "$$.State.Name"}, "End": true,
        "ItemProcessor": {"StartAt": "In", "States": {"In": {"Type": "Pass", "End": true}}},
    });
    let found = tested(json!({
        "definition": definition, "input": [1, 2], "mock": {"result": []}, "context": {"State": {"Name": "given"}},
        "inspectionLevel": "DEBUG",
    }))
    .await;
    assert_eq!(
        found["inspectionData"]["afterItemSelector"],
        json!([{"i": 0, "by": "given"}, {"i": 1, "by": "given"}])
    );
}

#[tokio::test]
async fn the_token_of_a_task_is_made_or_given() {
    let waiting = json!({
        "Type": "Task", "Resource": format!("{INVOKE}.waitForTaskToken"), "End": true,
        "Parameters": {"FunctionName": "f", "Payload": {"token.$": "$$.Task.Token"}},
    });
    let made = parameters(
        json!({"definition": waiting, "mock": {"result": "\"done\""}, "inspectionLevel": "DEBUG"}),
    )
    .await;
    assert!(made["Payload"]["token"].as_str().is_some_and(|token| token.len() > 20), "{made}");
    let given = parameters(json!({
        "definition": waiting, "mock": {"result": "1"}, "context": {"Task": {"Token": "t"}}, "inspectionLevel": "DEBUG",
    }))
    .await;
    assert_eq!(given["Payload"]["token"], "t");
}

#[tokio::test]
async fn a_context_object_that_is_none_is_refused() {
    let definition = task(json!({}));
    for context in [
        "[]",
        "{",
        "{\"Nobody\": {}}",
        "{\"State\": {\"Name\": 1}}",
        "{\"Execution\": []}",
        "{\"Map\": {\"Item\": {\"Index\": \"0\"}}}",
    ] {
        let (name, message) =
            refused(json!({"definition": definition, "mock": {"result": {}}, "context": context})).await;
        assert_eq!(name, "ValidationException", "{context}");
        assert!(message.starts_with("Invalid Context object provided: "), "{context}: {message}");
    }
    let (name, _) = refused(json!({"definition": {"Type": "Succeed"}, "context": {}})).await;
    assert_eq!(name, "ValidationException");
}
