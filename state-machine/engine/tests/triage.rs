//! The committed photo state machine, with steps that answer by the photo's name.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use apoyo_engine::{Failure, LambdaRunner, Status};
use async_trait::async_trait;
use serde_json::{Value, json};
use stage::Stage;

const DEFINITION: &str = include_str!("../../triage/triage.asl.json");

struct Steps;

#[async_trait]
impl apoyo_engine::InvokeFunction for Steps {
    async fn invoke(&self, function: &str, payload: &Value) -> Result<Value, apoyo_engine::FunctionError> {
        let key = payload["photo"]["key"].as_str().unwrap_or_default();
        let outcome =
            |outcome: &str| json!({"outcome": outcome, "key": key, "size": payload["photo"]["size"]});
        Ok(match function {
            "${ListFunctionArn}" => json!({"execution": payload["execution"], "photos": 5, "bucket": "b",
                "manifest": "m.jsonl", "results": "r/", "batch": {"maxItems": 2}, "dryRun": false,
                "thresholds": {"keepAbove": 0.5, "discardBelow": 0.1}}),
            "${StageFunctionArn}" if key == "taken" => json!({"claim": "taken", "outcome": outcome("taken")}),
            "${StageFunctionArn}" => json!({"claim": "staged", "photo": payload["photo"]}),
            "${ClassifyFunctionArn}" if key == "broken" => {
                return Err(apoyo_engine::FunctionError::Function(
                    json!({"errorType": "Apoyo.Internal", "errorMessage": "no"}),
                ));
            }
            "${ClassifyFunctionArn}" => json!({"judgement": {"verdict": key}}),
            "${KeepFunctionArn}" if key == "keep" => outcome("kept"),
            "${KeepFunctionArn}" => outcome("review"),
            "${DeleteFunctionArn}" => outcome("trash"),
            "${ReportFunctionArn}" => {
                json!({"listed": 5, "kept": 1, "review": 1, "trash": 1, "taken": 1, "failed": 1,
                "unaccounted": 0})
            }
            other => panic!("{other}"),
        })
    }
}

#[tokio::test]
async fn every_photo_of_the_manifest_ends_in_one_outcome() {
    let stage = Stage::new(|task, _| {
        let run = apoyo_engine::TaskRunner::run(&LambdaRunner(Steps), task.clone());
        futures::executor::block_on(run)
    });
    let photos = ["keep", "discard", "review", "taken", "broken"];
    let line = |key: &&str| format!("{{\"key\":\"{key}\",\"size\":7,\"etag\":\"\\\"e\\\"\"}}\n");
    let manifest = photos.iter().map(line).collect::<Vec<_>>().concat();
    stage.objects.insert("b", "m.jsonl", manifest);
    let definition: Value = serde_json::from_str(DEFINITION).unwrap();
    let ended = stage.run(&definition, &json!({})).await;
    assert_eq!(ended.status, Status::Failed);
    let cause = "1 of 5 photos failed after their retries; each is where it was, and a replay takes it up";
    assert_eq!(ended.failure, Some(Failure::new("Apoyo.PhotosFailed", cause)));
    let key = stage.objects.keys("b").into_iter().find(|key| key.contains("SUCCEEDED_0")).unwrap();
    let written: Value = serde_json::from_slice(&stage.objects.bytes("b", &key).unwrap()).unwrap();
    let mut outcomes: Vec<Value> = written
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|child| serde_json::from_str::<Vec<Value>>(child["Output"].as_str().unwrap()).unwrap())
        .collect();
    outcomes.sort_by_key(|outcome| outcome["key"].to_string());
    let found: Vec<(&str, &str)> =
        outcomes.iter().map(|it| (it["key"].as_str().unwrap(), it["outcome"].as_str().unwrap())).collect();
    let expected = [
        ("broken", "failed"),
        ("discard", "trash"),
        ("keep", "kept"),
        ("review", "review"),
        ("taken", "taken"),
    ];
    assert_eq!(found, expected);
    assert_eq!(outcomes[0]["error"], "Apoyo.Internal");
}
