use serde_json::{Value, json};

use super::outcome::Published;

/// A Distributed Map with these fields whose children give their item back.
fn map(fields: &Value) -> Value {
    let mut state = json!({"Type": "Map", "End": true,
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P",
            "States": {"P": {"Type": "Pass", "End": true}}}});
    let fields = fields.as_object().cloned().unwrap_or_default();
    state.as_object_mut().expect("an object was just made").extend(fields);
    json!({"QueryLanguage": "JSONata", "StartAt": "M", "States": {"M": state}})
}

fn listed(config: &Value) -> Value {
    map(&json!({"ItemReader": {"Resource": "arn:aws:states:::s3:listObjectsV2", "ReaderConfig": config,
        "Arguments": {"Bucket": "b", "Prefix": "{% $states.input.prefix %}"}}}))
}

fn objects(objects: &[(&str, &str)]) -> Value {
    let object = |(key, body): &(&str, &str)| json!({"bucket": "b", "key": key, "body": body});
    json!({"s3_objects": objects.iter().map(object).collect::<Vec<_>>()})
}

/// One case per rule of <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-fields-dist-map.html>.
pub(crate) fn cases() -> Vec<Published> {
    let flatten = |input_type: &str| json!({"InputType": input_type, "Transformation": "LOAD_AND_FLATTEN"});
    let prefix = || json!({"prefix": "in/"});
    let files = objects(&[("in/2", "[3]"), ("in/1", "[1, 2]"), ("out/1", "[9]")]);
    let lines = objects(&[("in/", ""), ("in/1", "{\"n\": 1}\n"), ("in/2", "{\"n\": 2}\n")]);
    let mut at_most = flatten("JSON");
    at_most["MaxItems"] = 2.into();
    let shown = map(&json!({"ItemSelector": {
        "k": "{% $states.context.Map.Item.Key %}", "v": "{% $states.context.Map.Item.Value %}",
        "from": "{% $states.context.Map.Item.Source %}"}}));
    vec![
        Published::gives(
            "LOAD_AND_FLATTEN reads every object",
            listed(&flatten("JSON")),
            (prefix(), json!([1, 2, 3])),
        )
        .in_world(files.clone()),
        Published::gives("MaxItems is of all objects", listed(&at_most), (prefix(), json!([1, 2])))
            .in_world(files),
        Published::gives(
            "a folder has no items",
            listed(&flatten("JSONL")),
            (prefix(), json!([{"n": 1}, {"n": 2}])),
        )
        .in_world(lines),
        Published {
            input: prefix(),
            ..Published::fails(
                "a broken object fails the reader",
                listed(&flatten("JSONL")),
                "States.ItemReaderFailed",
            )
        }
        .in_world(objects(&[("in/1", "{\n")])),
        Published::gives(
            "the members of an object are items",
            map(&json!({})),
            (json!({"a": 1}), json!([{"Key": "a", "Value": 1}])),
        ),
        Published::gives(
            "the context names key, value and source of an item",
            shown,
            (json!({"a": 1}), json!([{"k": "a", "v": 1, "from": "STATE_DATA"}])),
        ),
        Published::gives(
            "FLATTEN makes one list of the outputs",
            map(&json!({"ResultWriter": {"WriterConfig": {"Transformation": "FLATTEN"}}})),
            (json!([[1, 2], [], 3]), json!([1, 2, 3])),
        ),
        Published::gives("a Distributed Map has a Map Run", map(&json!({})), (json!([1]), json!([1])))
            .with_events(&[
                "ExecutionStarted",
                "MapStateEntered",
                "MapStateStarted",
                "MapRunStarted",
                "MapRunSucceeded",
                "MapStateSucceeded",
                "MapStateExited",
                "ExecutionSucceeded",
            ]),
    ]
}
