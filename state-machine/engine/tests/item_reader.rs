//! Where a Distributed Map's items are from, as its children and its `ItemSelector` see it.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use std::io::Write;

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

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

const INVENTORY: &str = r#"{"sourceBucket": "photos", "destinationBucket": "arn:aws:s3:::lists", "version": "2016-11-30",
    "creationTimestamp": "1514944800000", "fileFormat": "CSV", "fileSchema": "Bucket, Key, Size",
    "files": [{"key": "data/1.csv.gz", "size": 60, "MD5checksum": "x"}, {"key": "data/2.csv.gz", "size": 60, "MD5checksum": "y"}]}"#;

#[tokio::test]
async fn an_s3_inventory_gives_the_rows_of_all_its_files() {
    for config in [json!({"InputType": "MANIFEST"}), json!({"ManifestType": "S3_INVENTORY"})] {
        let stage = Stage::echo();
        stage.objects.insert("lists", "manifest.json", INVENTORY);
        let first = gzip("\"photos\",\"a.jpg\",\"7\"\n\"photos\",\"b.jpg\",\"8\"\n");
        stage.objects.insert("lists", "data/1.csv.gz", first);
        stage.objects.insert("lists", "data/2.csv.gz", gzip("\"photos\",\"c.jpg\",\"9\"\n"));
        let fields = reader(GET, &config, &json!({"Bucket": "lists", "Key": "manifest.json"}));
        let found = output(&stage, &machine(&json!({"M": state(&fields)})), json!({})).await;
        let row = |key: &str, size: &str| json!({"Bucket": "photos", "Key": key, "Size": size});
        assert_eq!(found, json!([row("a.jpg", "7"), row("b.jpg", "8"), row("c.jpg", "9")]));
    }
}

#[tokio::test]
async fn a_manifest_of_athena_gives_the_items_of_the_files_that_it_lists() {
    let stage = Stage::echo();
    stage.objects.insert("lists", "query-manifest.csv", "s3://data/out/1\n\"s3://data/out/2.gz\"\n");
    stage.objects.insert("data", "out/1", "1\n2\n");
    stage.objects.insert("data", "out/2.gz", gzip("3\n"));
    let config = json!({"InputType": "JSONL", "ManifestType": "ATHENA_DATA"});
    let fields = reader(GET, &config, &json!({"Bucket": "lists", "Key": "query-manifest.csv"}));
    let found = output(&stage, &showing(&fields), json!({})).await;
    assert_eq!(found[2], json!({"item": {"Index": 2, "Value": 3, "Source": "S3://data/out/2.gz"}}));
}

#[tokio::test]
async fn a_manifest_that_is_none_or_lists_what_is_not_there_fails_the_reader() {
    let orc = INVENTORY.replace("\"CSV\"", "\"ORC\"");
    let inventory = json!({"ManifestType": "S3_INVENTORY"});
    let athena = json!({"InputType": "JSONL", "ManifestType": "ATHENA_DATA"});
    let table = [
        (&inventory, "{}", "is not the manifest of an S3 inventory"),
        (&inventory, orc.as_str(), "must be CSV, those of S3://b/m are ORC"),
        (&inventory, INVENTORY, "S3://lists/data/1.csv.gz"),
        (&athena, "s3://data/1.gz\n", "not whole gzip data"),
        (&athena, "\n\ndata/1\n", "line 3 of the manifest is \"data/1\", s3://bucket/key is allowed"),
    ];
    for (config, manifest, said) in table {
        let stage = Stage::echo();
        stage.objects.insert("b", "m", manifest.to_owned());
        stage.objects.insert("data", "1.gz", gzip("1\n2\n")[..12].to_vec());
        let fields = reader(GET, config, &json!({"Bucket": "b", "Key": "m"}));
        let ended = stage.run(&machine(&json!({"M": state(&fields)})), &json!({})).await;
        let failure = ended.failure.unwrap();
        assert_eq!(failure.name(), "States.ItemReaderFailed");
        assert!(failure.cause.as_deref().unwrap().contains(said), "{failure:?}");
    }
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
