//! `Map` states of the query language `JSONPath`, inline and distributed.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use apoyo_engine::{Failure, Status};
use serde_json::{Value, json};
use stage::{Stage, json_path_machine as machine};

async fn output(states: Value, input: Value) -> Value {
    let ended = Stage::echo().run(&machine(&states), &input).await;
    assert_eq!(ended.status, Status::Succeeded, "{:?}", ended.failure);
    (*ended.output.unwrap()).clone()
}

async fn failure(states: Value, input: Value) -> Failure {
    Stage::echo().run(&machine(&states), &input).await.failure.unwrap()
}

#[tokio::test]
async fn an_item_selector_sees_the_input_and_the_item() {
    let states = json!({"M": {"Type": "Map", "InputPath": "$.in", "ItemsPath": "$.list", "End": true,
        "ItemSelector": {"at.$": "$$.Map.Item.Index", "value.$": "$$.Map.Item.Value.v", "all.$": "$.shared"},
        "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}},
        "ResultPath": "$.out"}});
    let input = json!({"in": {"list": [{"v": 1}, {"v": 2}], "shared": "s"}});
    let expected = json!([{"at": 0, "value": 1, "all": "s"}, {"at": 1, "value": 2, "all": "s"}]);
    assert_eq!(output(states, input).await["out"], expected);
}

#[tokio::test]
async fn items_that_are_no_list_fail_with_the_path() {
    let map = json!({"M": {"Type": "Map", "ItemsPath": "$.list", "End": true,
        "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}}});
    let failed = failure(map, json!({"list": 1})).await;
    assert_eq!(failed.name(), "States.Runtime");
    assert!(failed.cause.unwrap().ends_with("Reference path \"$.list\" must point to array."));
}

#[tokio::test]
async fn a_failing_item_selector_that_is_caught_leaves_no_iteration_behind() {
    let states = json!({
        "M": {"Type": "Map", "Next": "End",
            "ItemSelector": {"x.$": "States.MathAdd($$.Map.Item.Value, 1)"},
            "ItemProcessor": {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "End": true}}},
            "Catch": [{"ErrorEquals": ["States.IntrinsicFailure"], "Next": "Handled"}]},
        "Handled": {"Type": "Wait", "Seconds": 600, "Next": "End"},
        "End": {"Type": "Pass", "Result": "done", "End": true},
    });
    assert_eq!(output(states, json!([1, "no number"])).await, json!("done"));
}

#[tokio::test]
async fn a_distributed_map_reads_selects_batches_and_writes_with_json_path() {
    let stage = Stage::echo();
    stage.objects.insert("in", "k", "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n".to_owned());
    let definition = machine(&json!({"M": {"Type": "Map", "InputPath": "$.where", "End": true,
        "ItemReader": {"Resource": "arn:aws:states:::s3:getObject",
            "ReaderConfig": {"InputType": "JSONL", "MaxItemsPath": "$.most"},
            "Parameters": {"Bucket.$": "$.bucket", "Key.$": "$.key"}},
        "ItemSelector": {"n.$": "$$.Map.Item.Value.n", "from.$": "$.bucket"},
        "ItemBatcher": {"MaxItemsPerBatchPath": "$.batch", "BatchInput": {"key.$": "$.key"}},
        "MaxConcurrencyPath": "$.most",
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
            "StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}},
        "ResultSelector": {"batches.$": "$[*].Items[*].n", "first.$": "$[0]"},
        "ResultPath": "$.result", "OutputPath": "$.result"}}));
    let input = json!({"where": {"bucket": "in", "key": "k", "most": 2, "batch": 1}});
    let ended = stage.run(&definition, &input).await;
    assert_eq!(ended.failure, None);
    let first = json!({"BatchInput": {"key": "k"}, "Items": [{"n": 1, "from": "in"}]});
    assert_eq!(*ended.output.unwrap(), json!({"batches": [1, 2], "first": first}));
}

#[tokio::test]
async fn a_tolerance_out_of_its_range_is_named() {
    let table = [
        (json!({"ToleratedFailureCountPath": "$.x"}), -1.0, "ToleratedFailureCount cannot be negative."),
        (
            json!({"ToleratedFailurePercentagePath": "$.x"}),
            100.5,
            "ToleratedFailurePercentage must be between 0 and 100.",
        ),
    ];
    for (field, value, sentence) in table {
        let mut map = json!({"Type": "Map", "ItemsPath": "$.l", "End": true,
            "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
                "StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}});
        map.as_object_mut().unwrap().extend(field.as_object().unwrap().clone());
        let value = if value < 0.0 { json!(-1) } else { json!(value) };
        let failed = failure(json!({"M": map}), json!({"l": [1], "x": value})).await;
        assert_eq!(failed.name(), "States.Runtime");
        assert!(failed.cause.as_deref().unwrap().ends_with(sentence), "{failed:?}");
    }
}
