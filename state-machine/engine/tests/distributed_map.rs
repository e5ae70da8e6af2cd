//! Distributed Maps: reading, batching, children, tolerance, results.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use apoyo_engine::{Failure, Status};
use serde_json::{Value, json};
use stage::{Stage, TASK, machine};

fn map(fields: &Value) -> Value {
    let mut state = json!({
        "Type": "Map",
        "Label": "Triage",
        "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSONL"},
            "Arguments": {"Bucket": "b", "Key": "{% $states.input.key %}"}},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "T",
            "States": {"T": {"Type": "Task", "Resource": TASK, "End": true}}},
        "End": true,
    });
    state.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    machine(&json!({"M": state}))
}

fn lines(count: usize) -> String {
    (0..count).map(|n| format!("{{\"n\": {n}}}\n")).collect::<Vec<_>>().concat()
}

fn stage(count: usize, play: impl Fn(&Value) -> Result<Value, Failure> + Send + Sync + 'static) -> Stage {
    let stage = Stage::new(move |task, _| play(&task.arguments));
    stage.objects.insert("b", "manifest.jsonl", lines(count));
    stage
}

async fn run(stage: &Stage, fields: &Value) -> apoyo_engine::ExecutionDescription {
    stage.run(&map(fields), &json!({"key": "manifest.jsonl"})).await
}

#[tokio::test]
async fn outputs_stand_in_the_order_of_the_items_and_the_run_counts_them() {
    let stage = stage(25, |arguments| Ok(json!(arguments["n"])));
    let ended = run(&stage, &json!({"MaxConcurrency": 4})).await;
    let expected: Vec<u64> = (0..25).collect();
    assert_eq!(ended.output.as_deref(), Some(&json!(expected)));
    let runs = stage.engine.list_map_runs(&ended.execution_arn);
    let [run] = &runs[..] else { panic!("one run: {runs:?}") };
    assert_eq!((run.status, run.max_concurrency), (Status::Succeeded, 4));
    assert_eq!((run.item_counts.succeeded, run.item_counts.total, run.item_counts.running), (25, 25, 0));
    assert_eq!(run.execution_counts.succeeded, 25);
    assert_eq!(run.to_api()["itemCounts"]["succeeded"], 25);
    let expected = [
        "ExecutionStarted",
        "MapStateEntered",
        "MapStateStarted",
        "MapRunStarted",
        "MapRunSucceeded",
        "MapStateSucceeded",
        "MapStateExited",
        "ExecutionSucceeded",
    ];
    assert_eq!(stage.types(&ended.execution_arn).await, expected);
}

#[tokio::test]
async fn items_travel_in_batches_with_the_batch_input() {
    let stage = stage(5, |arguments| Ok(arguments.clone()));
    let ended = run(&stage, &json!({
        "ItemSelector": {"k": "{% $states.context.Map.Item.Value.n %}", "of": "{% $states.input.key %}"},
        "ItemBatcher": {"MaxItemsPerBatch": 2, "BatchInput": {"by": "{% $states.context.StateMachine.Name %}"}},
    })).await;
    let item = |k: u64| json!({"k": k, "of": "manifest.jsonl"});
    let batch = |items: Vec<Value>| json!({"BatchInput": {"by": "machine"}, "Items": items});
    let expected =
        json!([batch(vec![item(0), item(1)]), batch(vec![item(2), item(3)]), batch(vec![item(4)])]);
    assert_eq!(ended.output.as_deref(), Some(&expected));
    let run = &stage.engine.list_map_runs(&ended.execution_arn)[0];
    assert_eq!((run.item_counts.total, run.execution_counts.total), (5, 3));
}

#[tokio::test]
async fn results_are_written_as_aws_documents_them() {
    let stage = stage(6, |arguments| match arguments["n"].as_u64() {
        Some(4) => Err(Failure::new("Apoyo.Internal", "four")),
        _ => Ok(arguments.clone()),
    });
    let ended = run(&stage, &json!({
        "ToleratedFailurePercentage": 50,
        "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Arguments": {"Bucket": "out", "Prefix": "ejecuciones/run"}},
    })).await;
    let output = ended.output.unwrap();
    let arn = output["MapRunArn"].as_str().unwrap();
    let uuid = arn.rsplit(':').next().unwrap();
    let key = |name: &str| format!("ejecuciones/run/{uuid}/{name}");
    assert_eq!(output["ResultWriterDetails"], json!({"Bucket": "out", "Key": key("manifest.json")}));
    let object = |name: &str| -> Value {
        serde_json::from_slice(&stage.objects.bytes("out", &key(name)).unwrap()).unwrap()
    };
    let manifest = object("manifest.json");
    assert_eq!(manifest["DestinationBucket"], "out");
    assert_eq!(manifest["MapRunArn"], arn);
    assert_eq!(manifest["ResultFiles"]["SUCCEEDED"][0]["Key"], key("SUCCEEDED_0.json"));
    assert_eq!(manifest["ResultFiles"]["PENDING"], json!([]));
    let succeeded = object("SUCCEEDED_0.json");
    assert_eq!(succeeded.as_array().unwrap().len(), 5);
    assert_eq!(succeeded[0]["Status"], "SUCCEEDED");
    assert_eq!(succeeded[0]["Output"], "{\"n\":0}");
    let failed = object("FAILED_0.json");
    assert_eq!(
        (failed[0]["Error"].as_str(), failed[0]["Cause"].as_str()),
        (Some("Apoyo.Internal"), Some("four"))
    );
}

#[tokio::test]
async fn one_failure_fails_a_run_that_tolerates_none_and_ends_the_other_children() {
    let stage = stage(50, |arguments| match arguments["n"].as_u64() {
        Some(3) => Err(Failure::named("Bad")),
        _ => Err(Failure::named("hang")),
    });
    let ended = run(&stage, &json!({"MaxConcurrency": 10, "Catch": []})).await;
    assert_eq!(ended.failure.unwrap().name(), "States.ExceedToleratedFailureThreshold");
    let run = &stage.engine.list_map_runs(&ended.execution_arn)[0];
    assert_eq!((run.status, run.item_counts.failed, run.item_counts.aborted), (Status::Failed, 1, 9));
    let types = stage.types(&ended.execution_arn).await;
    assert_eq!(types[types.len() - 3..], ["MapRunFailed", "MapStateFailed", "ExecutionFailed"]);
}

#[tokio::test]
async fn no_more_children_run_at_once_than_the_state_allows() {
    let stage = stage(40, |_| Err(Failure::named("hang")));
    let execution = stage.start(&map(&json!({"MaxConcurrency": 7})), &json!({"key": "manifest.jsonl"})).await;
    for _ in 0..20 {
        stage.settle().await;
    }
    assert_eq!(stage.script.seen.lock().unwrap().len(), 7);
    stage.engine.stop_execution(&execution, Failure::default()).unwrap();
    assert_eq!(stage.finish(&execution).await.status, Status::Aborted);
    assert_eq!(stage.engine.list_map_runs(&execution)[0].status, Status::Aborted);
}

#[tokio::test]
async fn a_missing_or_broken_manifest_fails_under_its_own_name_and_can_be_caught() {
    let stage = stage(1, |arguments| Ok(arguments.clone()));
    stage.objects.insert("b", "broken.jsonl", "{\"n\": 1}\n{\"n\": \n");
    for key in ["nowhere.jsonl", "broken.jsonl"] {
        let stage = Stage::echo();
        stage.objects.insert("b", "broken.jsonl", "{\"n\": 1}\n{\"n\": \n");
        let ended = stage.run(&map(&json!({})), &json!({"key": key})).await;
        assert_eq!(ended.failure.unwrap().name(), "States.ItemReaderFailed", "{key}");
    }
}

#[tokio::test]
async fn outputs_over_256_kib_together_need_a_result_writer() {
    let stage = stage(30, |_| Ok(json!("x".repeat(10_000))));
    let ended = run(&stage, &json!({})).await;
    assert_eq!(ended.failure.unwrap().name(), "States.DataLimitExceeded");
}

#[tokio::test]
async fn a_map_run_is_retried_with_a_new_run() {
    let stage =
        Stage::new(|_, before| if before == 0 { Err(Failure::named("Busy")) } else { Ok(json!(before)) });
    stage.objects.insert("b", "manifest.jsonl", lines(2));
    let fields = json!({"MaxConcurrency": 1,
        "Retry": [{"ErrorEquals": ["States.ExceedToleratedFailureThreshold"], "MaxAttempts": 1}]});
    let ended = run(&stage, &fields).await;
    assert_eq!(ended.output.as_deref(), Some(&json!([1, 2])));
    let runs = stage.engine.list_map_runs(&ended.execution_arn);
    assert_eq!(runs.iter().map(|run| run.status).collect::<Vec<_>>(), [Status::Failed, Status::Succeeded]);
}
