//! `WriterConfig`: what of each child is written, and in what form.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use apoyo_engine::{Failure, Status};
use serde_json::{Value, json};
use stage::{Stage, TASK, machine};

/// Children that give their item back, of which the one named `bad` fails.
fn stage() -> Stage {
    Stage::new(|task, _| match task.arguments.as_str() {
        Some("bad") => Err(Failure::new("Apoyo.Internal", "no")),
        _ => Ok((*task.arguments).clone()),
    })
}

fn map(writer: &Value) -> Value {
    machine(&json!({"M": {
        "Type": "Map", "Label": "Stage", "MaxConcurrency": 1, "ToleratedFailurePercentage": 100,
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "T",
            "States": {"T": {"Type": "Task", "Resource": TASK, "End": true}}},
        "ResultWriter": writer, "End": true,
    }}))
}

/// A writer to S3 with this configuration.
fn to_s3(config: &Value) -> Value {
    json!({"Resource": "arn:aws:states:::s3:putObject", "WriterConfig": config,
        "Arguments": {"Bucket": "out", "Prefix": "ejecuciones/e/staged/"}})
}

struct Written {
    stage: Stage,
    manifest: Value,
    folder: String,
}

/// Runs children over lists, a number, and one that fails, and reads what was written.
async fn written(config: &Value) -> Written {
    let stage = stage();
    let items = json!([[{"k": 1}, {"k": 2}], [], "bad", 3, [[4]]]);
    let ended = stage.run(&map(&to_s3(config)), &items).await;
    assert_eq!(ended.status, Status::Succeeded, "{:?}", ended.failure);
    let output = ended.output.unwrap();
    let run = output["MapRunArn"].as_str().unwrap().rsplit(':').next().unwrap();
    let folder = format!("ejecuciones/e/staged/{run}/");
    let key = format!("{folder}manifest.json");
    assert_eq!(output["ResultWriterDetails"], json!({"Bucket": "out", "Key": key}));
    let manifest = serde_json::from_slice(&stage.objects.bytes("out", &key).unwrap()).unwrap();
    Written { stage, manifest, folder }
}

impl Written {
    fn text(&self, name: &str) -> String {
        let bytes = self.stage.objects.bytes("out", &format!("{}{name}", self.folder));
        String::from_utf8(bytes.unwrap_or_else(|| panic!("{name}")).to_vec()).unwrap()
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.text(name)).unwrap()
    }

    fn files(&self, outcome: &str) -> Vec<&str> {
        let files = self.manifest["ResultFiles"][outcome].as_array().unwrap();
        files
            .iter()
            .map(|file| file["Key"].as_str().unwrap().strip_prefix(self.folder.as_str()).unwrap())
            .collect()
    }
}

#[tokio::test]
async fn flatten_and_jsonl_write_one_element_of_a_childs_list_a_line() {
    let found = written(&json!({"Transformation": "FLATTEN", "OutputType": "JSONL"})).await;
    assert_eq!(found.files("SUCCEEDED"), ["SUCCEEDED_0.jsonl"]);
    assert_eq!(found.text("SUCCEEDED_0.jsonl"), "{\"k\":1}\n{\"k\":2}\n3\n[4]");
    assert_eq!(found.files("FAILED"), ["FAILED_0.jsonl"]);
    let failed = found.json("FAILED_0.jsonl");
    assert_eq!((&failed["Status"], &failed["Input"]), (&json!("FAILED"), &json!("\"bad\"")));
    assert_eq!((&failed["Error"], &failed["Cause"]), (&json!("Apoyo.Internal"), &json!("no")));
    let size = found.manifest["ResultFiles"]["SUCCEEDED"][0]["Size"].as_u64().unwrap();
    assert_eq!(size, found.text("SUCCEEDED_0.jsonl").len() as u64);
}

#[tokio::test]
async fn compact_writes_the_outputs_as_they_are() {
    let found = written(&json!({"Transformation": "COMPACT"})).await;
    assert_eq!(found.json("SUCCEEDED_0.json"), json!([[{"k": 1}, {"k": 2}], [], 3, [[4]]]));
    assert_eq!(found.json("FAILED_0.json")[0]["Error"], "Apoyo.Internal");
    let lines = written(&json!({"Transformation": "COMPACT", "OutputType": "JSONL"})).await;
    assert_eq!(lines.text("SUCCEEDED_0.jsonl"), "[{\"k\":1},{\"k\":2}]\n[]\n3\n[[4]]");
}

#[tokio::test]
async fn none_writes_what_is_known_of_each_child() {
    for config in [json!({"Transformation": "NONE", "OutputType": "JSON"}), json!({"OutputType": "JSON"})] {
        let found = written(&config).await;
        let records = found.json("SUCCEEDED_0.json");
        let first = &records[0];
        assert_eq!(records.as_array().unwrap().len(), 4);
        assert_eq!(first["Output"], "[{\"k\":1},{\"k\":2}]");
        assert_eq!(
            (&first["InputDetails"], &first["OutputDetails"]),
            (&json!({"Included": true}), &json!({"Included": true}))
        );
        assert_eq!(
            (&first["Status"], &first["RedriveStatus"]),
            (&json!("SUCCEEDED"), &json!("NOT_REDRIVABLE"))
        );
        for name in ["ExecutionArn", "StateMachineArn", "Name", "StartDate", "StopDate"] {
            assert!(first[name].is_string(), "{name}");
        }
    }
}

#[tokio::test]
async fn without_a_place_to_write_to_the_output_of_the_state_has_the_form() {
    let items = json!([[1, 2], [], "bad", 3]);
    let run = async |writer: Value| (*stage().run(&map(&writer), &items).await.output.unwrap()).clone();
    let flat = run(json!({"WriterConfig": {"Transformation": "FLATTEN"}})).await;
    assert_eq!((&flat[0], &flat[1], &flat[3]), (&json!(1), &json!(2), &json!(3)));
    assert_eq!((&flat[2]["Status"], &flat[2]["Error"]), (&json!("FAILED"), &json!("Apoyo.Internal")));
    let compact = run(json!({"WriterConfig": {"Transformation": "COMPACT", "OutputType": "JSON"}})).await;
    assert_eq!((&compact[0], &compact[1], &compact[3]), (&json!([1, 2]), &json!([]), &json!(3)));
    let whole = run(json!({"WriterConfig": {"Transformation": "NONE"}})).await;
    assert_eq!((&whole[0]["Output"], &whole[0]["Status"]), (&json!("[1,2]"), &json!("SUCCEEDED")));
}

#[tokio::test]
async fn what_a_failed_run_has_not_started_is_pending() {
    let stage = stage();
    let mut definition = map(&to_s3(&json!({"OutputType": "JSONL"})));
    definition["States"]["M"].as_object_mut().unwrap().remove("ToleratedFailurePercentage");
    let ended = stage.run(&definition, &json!([1, "bad", 3, 4, 5])).await;
    assert_eq!(ended.failure.unwrap().name(), "States.ExceedToleratedFailureThreshold");
    let key = |part: &str| stage.objects.keys("out").into_iter().find(|key| key.contains(part)).unwrap();
    let manifest: Value =
        serde_json::from_slice(&stage.objects.bytes("out", &key("manifest.json")).unwrap()).unwrap();
    let files = |outcome: &str| manifest["ResultFiles"][outcome].as_array().unwrap().len();
    assert_eq!((files("SUCCEEDED"), files("FAILED"), files("PENDING")), (1, 1, 1));
    let lines = stage.objects.bytes("out", &key("PENDING_0.jsonl")).unwrap();
    let pending: Vec<Value> = std::str::from_utf8(&lines)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let inputs: Vec<&Value> = pending.iter().map(|child| &child["Input"]).collect();
    assert_eq!(inputs, ["3", "4", "5"]);
    assert!(pending.iter().all(|child| child["Status"] == "PENDING" && child["Name"].is_string()));
    let run = &stage.engine.list_map_runs(&ended.execution_arn)[0];
    let counts = run.item_counts;
    assert_eq!((counts.succeeded, counts.failed, counts.pending, counts.total), (1, 1, 3, 5));
    assert_eq!((run.status, counts.results_written), (Status::Failed, 5));
}
