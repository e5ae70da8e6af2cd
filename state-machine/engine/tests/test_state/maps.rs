use serde_json::{Value, json};

use super::asked::{refused, tested, with};

fn processor(mode: &str) -> Value {
    let config = if mode == "INLINE" {
        json!({"Mode": mode})
    } else {
        json!({"Mode": mode, "ExecutionType": "STANDARD"})
    };
    json!({
        "ProcessorConfig": config, "StartAt": "ProcessItem",
        "States": {"ProcessItem": {"Type": "Task", "Resource": super::asked::INVOKE, "End": true}},
    })
}

fn map(kind: &str, more: Value) -> Value {
    with(json!({"Type": "Map", "ItemProcessor": processor(kind), "End": true}), more)
}

fn reading(config: &Value, more: Value) -> Value {
    let reader = json!({
        "Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": config,
        "Parameters": {"Bucket": "bucket", "Key.$": "$.key"},
    });
    map("DISTRIBUTED", with(json!({"ItemReader": reader}), more))
}

#[tokio::test]
async fn the_published_map_tells_its_items_and_the_input_of_each_iteration() {
    for mode in ["INLINE", "DISTRIBUTED"] {
        let found = tested(json!({
            "definition": map(mode, json!({
                "ItemsPath": "$.items",
                "ItemSelector": {"value.$": "$$.Map.Item.Value", "index.$": "$$.Map.Item.Index", "all.$": "$.items"},
            })),
            "input": {"items": [1, 2]}, "mock": {"result": [10, 20]}, "inspectionLevel": "DEBUG",
        }))
        .await;
        assert_eq!(
            found,
            json!({
                "status": "SUCCEEDED", "output": [10, 20],
                "inspectionData": {
                    "input": {"items": [1, 2]}, "afterInputPath": {"items": [1, 2]}, "afterItemsPath": [1, 2],
                    "afterItemSelector": [{"value": 1, "index": 0, "all": [1, 2]}, {"value": 2, "index": 1, "all": [1, 2]}],
                    "afterResultSelector": [10, 20], "afterResultPath": [10, 20], "maxConcurrency": 0,
                },
            }),
            "{mode}"
        );
    }
}

#[tokio::test]
async fn a_map_of_jsonata_tells_no_path_of_its_data() {
    let found = tested(json!({
        "definition": with(map("DISTRIBUTED", json!({"QueryLanguage": "JSONata", "Items": "{% $states.input %}",
            "MaxConcurrency": "{% $count($states.input) %}", "ToleratedFailurePercentage": 12.5,
            "ItemSelector": {"v": "{% $states.context.Map.Item.Value %}"}})), json!({})),
        "input": ["a"], "mock": {"result": ["A"]}, "inspectionLevel": "TRACE",
    }))
    .await;
    assert_eq!(
        found["inspectionData"],
        json!({
            "input": ["a"], "afterItemSelector": [{"v": "a"}], "toleratedFailurePercentage": 12.5, "maxConcurrency": 1,
        })
    );
}

#[tokio::test]
async fn batches_are_told_with_their_input() {
    let found = tested(json!({
        "definition": map("DISTRIBUTED", json!({
            "ItemSelector": {"v.$": "$$.Map.Item.Value"},
            "ItemBatcher": {"MaxItemsPerBatch": 2, "BatchInput": {"by.$": "$$.State.Name"}},
        })),
        "input": [1, 2, 3], "mock": {"result": []}, "inspectionLevel": "DEBUG",
    }))
    .await;
    let data = &found["inspectionData"];
    assert_eq!(data["afterItemSelector"], json!([{"v": 1}, {"v": 2}, {"v": 3}]));
    assert_eq!(
        data["afterItemBatcher"],
        json!([
            {"BatchInput": {"by": "StateName"}, "Items": [{"v": 1}, {"v": 2}]},
            {"BatchInput": {"by": "StateName"}, "Items": [{"v": 3}]},
        ])
    );
}

#[tokio::test]
async fn the_data_of_a_reader_is_read_as_its_type_says() {
    let selector = json!({"ItemSelector": {"v.$": "$$.Map.Item.Value"}});
    let table = [
        (json!({"InputType": "JSON"}), "[1, {\"a\": 2}]", json!([{"v": 1}, {"v": {"a": 2}}])),
        (
            json!({"InputType": "JSONL"}),
            "{\"a\": 1}\n{\"a\": 2}\n",
            json!([{"v": {"a": 1}}, {"v": {"a": 2}}]),
        ),
        (
            json!({"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW", "MaxItems": 1}),
            "name,size\nx,1\ny,2\n",
            json!([{"v": {"name": "x", "size": "1"}}]),
        ),
        (json!({"InputType": "JSON", "ItemsPointer": "/in"}), "{\"in\": [7]}", json!([{"v": 7}])),
    ];
    for (config, data, items) in table {
        let found = tested(json!({
            "definition": reading(&config, selector.clone()), "input": {"key": "k"},
            "stateConfiguration": {"mapItemReaderData": data}, "mock": {"result": []}, "inspectionLevel": "DEBUG",
        }))
        .await;
        assert_eq!(found["inspectionData"]["afterItemSelector"], items, "{config}");
        assert_eq!(found["inspectionData"]["afterItemsPath"], Value::Null, "{config}");
        let pointed = if config["ItemsPointer"].is_null() { Value::Null } else { json!([7]) };
        assert_eq!(found["inspectionData"]["afterItemsPointer"], pointed, "{config}");
    }
}

#[tokio::test]
async fn data_that_cannot_be_read_fails_the_state_as_in_an_execution() {
    let caught = json!({"Catch": [{"ErrorEquals": ["States.ItemReaderFailed"], "Next": "H"}]});
    let found = tested(json!({
        "definition": reading(&json!({"InputType": "JSON"}), caught), "input": {"key": "k"},
        "stateConfiguration": {"mapItemReaderData": "not JSON"}, "mock": {"result": []},
    }))
    .await;
    assert_eq!(
        (&found["status"], &found["error"]),
        (&json!("CAUGHT_ERROR"), &json!("States.ItemReaderFailed"))
    );
}

#[tokio::test]
async fn more_failed_iterations_than_tolerated_fail_the_map() {
    let table = [
        (json!({"ToleratedFailureCount": 2}), 2, "SUCCEEDED"),
        (json!({"ToleratedFailureCount": 2}), 3, "FAILED"),
        (json!({"ToleratedFailureCountPath": "$.most"}), 2, "FAILED"),
        (json!({"ToleratedFailurePercentage": 50}), 2, "SUCCEEDED"),
        (json!({"ToleratedFailurePercentage": 50}), 3, "FAILED"),
    ];
    for (tolerance, failed, status) in table {
        let found = tested(json!({
            "definition": map("DISTRIBUTED", with(tolerance.clone(), json!({"ItemsPath": "$.items"}))),
            "input": {"items": [1, 2, 3, 4], "most": 1}, "mock": {"result": [1]},
            "stateConfiguration": {"mapIterationFailureCount": failed},
        }))
        .await;
        assert_eq!(found["status"], status, "{tolerance} {failed}");
        if status == "FAILED" {
            assert_eq!(found["error"], "States.ExceedToleratedFailureThreshold", "{tolerance} {failed}");
        }
    }
}

#[tokio::test]
async fn no_more_iterations_can_fail_than_there_are_items() {
    for mode in ["INLINE", "DISTRIBUTED"] {
        let ask = |count: i64| {
            json!({
                "definition": map(mode, json!({})), "input": [1, 2], "mock": {"result": [1]},
                "stateConfiguration": {"mapIterationFailureCount": count},
            })
        };
        assert_eq!(tested(ask(2)).await["status"], "SUCCEEDED", "{mode}");
        assert_eq!(refused(ask(3)).await.0, "ValidationException", "{mode}");
    }
}

#[tokio::test]
async fn a_selector_that_fails_is_caught_by_the_map_before_its_mock_is_asked() {
    for mode in ["INLINE", "DISTRIBUTED"] {
        let definition = map(
            mode,
            json!({
                "ItemSelector": {"v.$": "$.no"}, "Catch": [{"ErrorEquals": ["States.Runtime"], "Next": "H"}],
            }),
        );
        let found = tested(json!({"definition": definition, "input": [1], "mock": {"result": [1]}})).await;
        assert_eq!(
            (&found["status"], &found["error"]),
            (&json!("CAUGHT_ERROR"), &json!("States.Runtime")),
            "{mode}"
        );
    }
}

#[tokio::test]
async fn a_map_with_a_result_writer_gives_an_object() {
    let writer = json!({"ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b", "Prefix": "p"}}});
    let ask = |result: Value| json!({"definition": map("DISTRIBUTED", writer.clone()), "input": [], "mock": {"result": result}});
    let written = json!({"MapRunArn": "arn", "ResultWriterDetails": {"Bucket": "b", "Key": "k"}});
    assert_eq!(tested(ask(written.clone())).await["output"], written);
    assert_eq!(
        refused(ask(json!([1]))).await,
        ("ValidationException".to_owned(), "Mocked result must be a JSON object.".to_owned())
    );
}

#[tokio::test]
async fn a_mocked_error_is_handed_to_the_map_that_it_happened_in() {
    for mode in ["INLINE", "DISTRIBUTED"] {
        let definition = map(
            mode,
            json!({
                "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 5}], "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "H"}],
            }),
        );
        let ask = |error: &str| {
            json!({
                "definition": definition, "input": [1], "mock": {"errorOutput": {"error": error}},
                "stateConfiguration": {"errorCausedByState": "ProcessItem"}, "inspectionLevel": "DEBUG",
            })
        };
        let found = tested(ask("E")).await;
        assert_eq!(found["status"], "RETRIABLE", "{mode}");
        assert_eq!(
            found["inspectionData"]["errorDetails"],
            json!({"retryIndex": 0, "retryBackoffIntervalSeconds": 5}),
            "{mode}"
        );
        let found = tested(ask("F")).await;
        assert_eq!((&found["status"], &found["nextState"]), (&json!("CAUGHT_ERROR"), &json!("H")), "{mode}");
    }
}

#[tokio::test]
async fn a_parallel_state_selects_and_places_what_its_branches_gave() {
    let branch = |name: &str| json!({"StartAt": name, "States": {name: {"Type": "Pass", "End": true}}});
    let definition = json!({
        "Type": "Parallel", "Branches": [branch("A"), branch("B")], "ResultSelector": {"first.$": "$[0]"},
        "ResultPath": "$.out", "Next": "N",
    });
    let found = tested(json!({
        "definition": definition, "input": {"in": 1}, "mock": {"result": ["a", "b"]}, "inspectionLevel": "DEBUG",
    }))
    .await;
    assert_eq!(
        found,
        json!({
            "status": "SUCCEEDED", "output": {"in": 1, "out": {"first": "a"}}, "nextState": "N",
            "inspectionData": {
                "input": {"in": 1}, "afterResultSelector": {"first": "a"}, "afterResultPath": {"in": 1, "out": {"first": "a"}},
            },
        })
    );
    let caught = with(definition, json!({"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "H"}]}));
    let found = tested(json!({
        "definition": caught, "input": {"in": 1}, "mock": {"errorOutput": {"error": "E"}},
        "stateConfiguration": {"errorCausedByState": "B"},
    }))
    .await;
    assert_eq!(
        (&found["status"], &found["output"]),
        (&json!("CAUGHT_ERROR"), &json!({"Error": "E", "Cause": ""}))
    );
}
