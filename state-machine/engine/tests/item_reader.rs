//! Where a Distributed Map's items are from, as its children and its `ItemSelector` see it.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use apoyo_engine::Status;
use serde_json::{Value, json};
use stage::{Stage, json_path_machine, machine};

const GET: &str = "arn:aws:states:::s3:getObject";
const LIST: &str = "arn:aws:states:::s3:listObjectsV2";

fn state(more: &Value) -> Value {
    let mut state = json!({"Type": "Map", "End": true,
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "P",
            "States": {"P": {"Type": "Pass", "End": true}}}});
    state.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    state
}

/// A Map whose `ItemSelector` shows all that the context tells of an item.
fn showing(more: &Value) -> Value {
    let mut fields = json!({"ItemSelector": {"item": "{% $states.context.Map.Item %}"}});
    fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    machine(&json!({"M": state(&fields)}))
}

fn reader(resource: &str, config: &Value, arguments: &Value) -> Value {
    json!({"ItemReader": {"Resource": resource, "ReaderConfig": config, "Arguments": arguments}})
}

async fn output(stage: &Stage, definition: &Value, input: Value) -> Value {
    let ended = stage.run(definition, &input).await;
    assert_eq!(ended.status, Status::Succeeded, "{:?}", ended.failure);
    (*ended.output.unwrap()).clone()
}

#[tokio::test]
async fn load_and_flatten_makes_one_dataset_of_every_object_under_a_prefix() {
    let stage = Stage::echo();
    stage.objects.insert("b", "run/classified/1.jsonl", "{\"n\": 3}\n");
    stage.objects.insert("b", "run/classified/0.jsonl", "{\"n\": 1}\n{\"n\": 2}\n");
    stage.objects.insert("b", "run/other/0.jsonl", "{\"n\": 9}\n");
    let fields = reader(
        LIST,
        &json!({"InputType": "JSONL", "Transformation": "LOAD_AND_FLATTEN"}),
        &json!({"Bucket": "b", "Prefix": "{% $states.input.run & '/classified/' %}"}),
    );
    let found = output(&stage, &showing(&fields), json!({"run": "run"})).await;
    let item =
        |index: u64, n: u64, key: &str| json!({"item": {"Index": index, "Value": {"n": n}, "Source": key}});
    let (first, second) = ("S3://b/run/classified/0.jsonl", "S3://b/run/classified/1.jsonl");
    assert_eq!(found, json!([item(0, 1, first), item(1, 2, first), item(2, 3, second)]));
}

#[tokio::test]
async fn max_items_counts_the_items_of_all_objects_together() {
    let stage = Stage::echo();
    for key in ["a/0", "a/1", "a/2"] {
        stage.objects.insert("b", key, "[1, 2]");
    }
    let config = json!({"InputType": "JSON", "Transformation": "LOAD_AND_FLATTEN", "MaxItems": 3});
    let fields = reader(LIST, &config, &json!({"Bucket": "b", "Prefix": "a/"}));
    let found = output(&stage, &machine(&json!({"M": state(&fields)})), json!({})).await;
    assert_eq!(found, json!([1, 2, 1]));
}

#[tokio::test]
async fn an_object_that_is_broken_fails_the_run_once_it_is_reached() {
    let stage = Stage::echo();
    stage.objects.insert("b", "a/0", "1\n");
    stage.objects.insert("b", "a/1", "{\n");
    let config = json!({"InputType": "JSONL", "Transformation": "LOAD_AND_FLATTEN"});
    let fields = reader(LIST, &config, &json!({"Bucket": "b", "Prefix": "a/"}));
    let ended = stage.run(&machine(&json!({"M": state(&fields)})), &json!({})).await;
    let failure = ended.failure.unwrap();
    assert_eq!(failure.name(), "States.ItemReaderFailed");
    assert!(failure.cause.as_deref().unwrap().contains("S3://b/a/1"), "{failure:?}");
}

#[tokio::test]
async fn listed_objects_and_files_name_their_source() {
    let stage = Stage::echo();
    stage.objects.insert("b", "k.json", "{\"x\": 7}");
    let listed = reader(LIST, &json!({}), &json!({"Bucket": "b"}));
    let found = output(&stage, &showing(&listed), json!({})).await;
    assert_eq!(
        (&found[0]["item"]["Source"], &found[0]["item"]["Value"]["Key"]),
        (&json!("S3://b"), &json!("k.json"))
    );
    let stage = Stage::echo();
    stage.objects.insert("b", "k.json", "{\"x\": 7}");
    let file = reader(GET, &json!({"InputType": "JSON"}), &json!({"Bucket": "b", "Key": "k.json"}));
    let found = output(&stage, &showing(&file), json!({})).await;
    assert_eq!(found, json!([{"item": {"Index": 0, "Key": "x", "Value": 7, "Source": "S3://b/k.json"}}]));
}

#[tokio::test]
async fn a_distributed_map_goes_through_the_members_of_an_object() {
    let object = json!({"a": 1, "b": {"x": 2}});
    let pairs = json!([{"Key": "a", "Value": 1}, {"Key": "b", "Value": {"x": 2}}]);
    let stage = Stage::echo;
    let plain = machine(&json!({"M": state(&json!({}))}));
    assert_eq!(output(&stage(), &plain, object.clone()).await, pairs);
    let of_expression = machine(&json!({"M": state(&json!({"Items": "{% $states.input.of %}"}))}));
    assert_eq!(output(&stage(), &of_expression, json!({"of": object})).await, pairs);
    let of_path = json_path_machine(&json!({"M": state(&json!({"ItemsPath": "$.of"}))}));
    assert_eq!(output(&stage(), &of_path, json!({"of": object})).await, pairs);
    let selected = output(&stage(), &showing(&json!({})), object).await;
    let item = |index: u64, key: &str, value: Value| json!({"item": {"Index": index, "Key": key, "Value": value, "Source": "STATE_DATA"}});
    assert_eq!(selected, json!([item(0, "a", json!(1)), item(1, "b", json!({"x": 2}))]));
}

#[tokio::test]
async fn an_inline_map_takes_a_list_only() {
    let inline = json!({"Type": "Map", "End": true,
        "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}});
    let ended = Stage::echo().run(&machine(&json!({"M": inline})), &json!({"a": 1})).await;
    assert_eq!(ended.failure.unwrap().name(), "States.QueryEvaluationError");
}
