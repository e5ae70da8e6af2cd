use apoyo_engine::TestStatus;
use serde_json::{Value, json};

use super::asked::{INVOKE, ask, task, tested, with};

#[tokio::test]
async fn the_published_choice_goes_on_at_the_second_rule_with_its_input_as_it_was_written() {
    let response = ask(json!({
        "definition": {
            "Type": "Choice", "Default": "No Match",
            "Choices": [{"Variable": "$.number", "NumericEquals": 1, "Next": "Equals 1"},
                        {"Variable": "$.number", "NumericEquals": 2, "Next": "Equals 2"}],
        },
        "input": "{\"number\": 2}",
    }))
    .await
    .unwrap();
    assert_eq!(response.output.as_deref(), Some("{\"number\": 2}"));
    assert_eq!(response.next_state.as_deref(), Some("Equals 2"));
    assert_eq!(response.status, TestStatus::Succeeded);
    assert_eq!(response.inspection_data, None);
}

#[tokio::test]
async fn the_published_pass_state_tells_every_step_of_its_data_flow() {
    let response = ask(json!({
        "definition": {
            "Type": "Pass", "InputPath": "$.payload", "Parameters": {"data": 1}, "ResultPath": "$.result",
            "OutputPath": "$.result.data", "Next": "Another State",
        },
        "input": "{\"payload\": {\"foo\": \"bar\"}}", "inspectionLevel": "DEBUG",
    }))
    .await
    .unwrap();
    let published = json!({
        "output": "1",
        "inspectionData": {
            "input": "{\"payload\": {\"foo\": \"bar\"}}",
            "afterInputPath": "{\"foo\":\"bar\"}",
            "afterParameters": "{\"data\":1}",
            "afterResultSelector": "{\"data\":1}",
            "afterResultPath": "{\"payload\":{\"foo\":\"bar\"},\"result\":{\"data\":1}}",
        },
        "nextState": "Another State",
        "status": "SUCCEEDED",
    });
    assert_eq!(serde_json::to_value(response).unwrap(), published);
}

#[tokio::test]
async fn each_type_of_state_tells_the_steps_that_it_has() {
    let table = [
        (
            "Pass",
            json!({"Type": "Pass", "End": true}),
            json!({"afterInputPath": {"a": 1}, "afterParameters": {"a": 1}, "afterResultSelector": {"a": 1}, "afterResultPath": {"a": 1}}),
        ),
        (
            "Pass of JSONata",
            json!({"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.a %}", "End": true}),
            json!({}),
        ),
        ("Wait", json!({"Type": "Wait", "Seconds": 0, "Next": "N"}), json!({"afterInputPath": {"a": 1}})),
        ("Succeed", json!({"Type": "Succeed"}), json!({"afterInputPath": {"a": 1}})),
        (
            "Choice",
            json!({"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": true, "Next": "N"}]}),
            json!({"afterInputPath": {"a": 1}}),
        ),
        ("Fail", json!({"Type": "Fail", "Error": "E"}), json!({"afterInputPath": {"a": 1}})),
        ("Fail of JSONata", json!({"Type": "Fail", "QueryLanguage": "JSONata", "Error": "E"}), json!({})),
    ];
    for (name, definition, steps) in table {
        let found =
            tested(json!({"definition": definition, "input": {"a": 1}, "inspectionLevel": "DEBUG"})).await;
        assert_eq!(found["inspectionData"], with(json!({"input": {"a": 1}}), steps), "{name}");
    }
}

#[tokio::test]
async fn a_task_of_json_path_tells_what_its_service_was_given_and_gave() {
    let definition = json!({
        "Type": "Task", "Resource": INVOKE, "InputPath": "$.in",
        "Parameters": {"FunctionName": "f", "Payload.$": "$"}, "ResultSelector": {"chosen.$": "$.Payload"},
        "ResultPath": "$.out", "OutputPath": "$.out", "Next": "N",
    });
    let found = tested(json!({
        "definition": definition, "input": {"in": {"n": 1}}, "inspectionLevel": "TRACE",
        "mock": {"result": {"Payload": "p", "StatusCode": 200}},
    }))
    .await;
    assert_eq!(
        found,
        json!({
            "status": "SUCCEEDED", "output": {"chosen": "p"}, "nextState": "N",
            "inspectionData": {
                "input": {"in": {"n": 1}}, "afterInputPath": {"n": 1},
                "afterParameters": {"FunctionName": "f", "Payload": {"n": 1}},
                "result": {"Payload": "p", "StatusCode": 200}, "afterResultSelector": {"chosen": "p"},
                "afterResultPath": {"in": {"n": 1}, "out": {"chosen": "p"}},
            },
        })
    );
}

#[tokio::test]
async fn a_task_of_jsonata_tells_its_arguments_and_the_variables_after_it() {
    let found = tested(json!({
        "definition": task(json!({
            "QueryLanguage": "JSONata", "Arguments": {"FunctionName": "f", "Payload": "{% $given %}"},
            "Assign": {"kept": "{% $states.result.Payload %}"}, "Output": "{% $states.result.StatusCode %}",
        })),
        "variables": {"given": 7}, "mock": {"result": {"Payload": "p", "StatusCode": 200}}, "inspectionLevel": "DEBUG",
    }))
    .await;
    assert_eq!(
        found,
        json!({
            "status": "SUCCEEDED", "output": "200",
            "inspectionData": {
                "input": {}, "afterArguments": {"FunctionName": "f", "Payload": 7},
                "result": {"Payload": "p", "StatusCode": 200}, "variables": {"given": 7, "kept": "p"},
            },
        })
    );
}

#[tokio::test]
async fn the_steps_before_a_failing_one_are_told() {
    let steps = |found: &Value| -> Vec<String> {
        found["inspectionData"].as_object().unwrap().keys().cloned().collect()
    };
    let table = [
        ("InputPath", json!({"InputPath": "$.no"}), vec!["input"]),
        ("Parameters", json!({"Parameters": {"x.$": "$.no"}}), vec!["input", "afterInputPath"]),
        (
            "ResultSelector",
            json!({"ResultSelector": {"x.$": "$.no"}}),
            vec!["input", "afterInputPath", "afterParameters", "result"],
        ),
        (
            "OutputPath",
            json!({"OutputPath": "$.no"}),
            vec![
                "input",
                "afterInputPath",
                "afterParameters",
                "result",
                "afterResultSelector",
                "afterResultPath",
            ],
        ),
    ];
    for (field, more, told) in table {
        let found = tested(json!({
            "definition": task(more), "input": {"a": 1}, "mock": {"result": {"StatusCode": 1}}, "inspectionLevel": "DEBUG",
        }))
        .await;
        assert_eq!(
            (&found["status"], &found["error"]),
            (&json!("FAILED"), &json!("States.Runtime")),
            "{field}"
        );
        assert_eq!(steps(&found), told, "{field}");
        assert!(found["cause"].as_str().unwrap().contains("$.no"), "{found}");
    }
}

#[tokio::test]
async fn a_state_that_is_tested_alone_need_not_say_what_follows_it() {
    let found = tested(json!({"definition": {"Type": "Pass"}, "input": [1]})).await;
    assert_eq!(found, json!({"status": "SUCCEEDED", "output": [1]}));
}

#[tokio::test]
async fn tests_of_one_machine_can_be_chained_by_output_and_next_state() {
    let machine = json!({"StartAt": "Double", "QueryLanguage": "JSONata", "States": {
        "Double": {"Type": "Pass", "Output": "{% $states.input * 2 %}", "Next": "Large?"},
        "Large?": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input > 10 %}", "Next": "Done"}], "Default": "Double"},
        "Done": {"Type": "Succeed"},
    }});
    let (mut state, mut input, mut visited) = (Some("Double".to_owned()), "3".to_owned(), Vec::new());
    while let Some(name) = state {
        let response = ask(json!({"definition": machine, "stateName": name, "input": input})).await.unwrap();
        visited.push(name);
        (state, input) = (response.next_state, response.output.unwrap());
    }
    assert_eq!(visited, ["Double", "Large?", "Double", "Large?", "Done"]);
    assert_eq!(input, "12");
}
