use apoyo_bucket::model::S3Model;
use apoyo_photo::OutcomeKind;
use apoyo_photo::step::{ShardLine, StageOutput};
use serde_json::json;

use crate::scene::{judged, manifest, map_run, outcome, report, staged, succeeded, text};

#[tokio::test]
async fn a_failed_child_of_the_lane_batch_fails_its_photos_and_leaves_what_had_ended_before() {
    let model = S3Model::new();
    manifest(&model, &["a", "b", "c"]);
    let ended = |name, kind| ShardLine::Ended { outcome: outcome(name, kind) };
    let items = [judged("a"), ended("b", OutcomeKind::Taken), ended("c", OutcomeKind::Failed)];
    let batch = json!({"Items": items, "BatchInput": {"execution": "x"}}).to_string();
    let child = json!({"Input": batch, "Status": "FAILED", "Error": "States.Timeout", "Cause": "5 minutes"});
    map_run(&model, "1", &[], &[child]);
    let totals = report(&model).await.unwrap();
    assert_eq!((totals.failed, totals.taken, totals.unaccounted), (2, 1, 0));
    let csv = text(&model, "csv");
    assert!(csv.lines().any(|row| row.contains("sin procesar/a") && row.contains("States.Timeout")), "{csv}");
}

#[tokio::test]
async fn what_the_lane_batch_leaves_between_its_states_is_no_outcome() {
    let model = S3Model::new();
    manifest(&model, &["a"]);
    let lines = serde_json::to_vec(&StageOutput::Staged { photo: staged("a") }).unwrap();
    model.put("ejecuciones/x/staged/1/SUCCEEDED_0.jsonl", &lines);
    let files = json!({"SUCCEEDED": [{"Key": "ejecuciones/x/staged/1/SUCCEEDED_0.jsonl", "Size": 1}]});
    model.put("ejecuciones/x/staged/1/manifest.json", json!({"ResultFiles": files}).to_string().as_bytes());
    model.put("ejecuciones/x/classified/0.jsonl", &serde_json::to_vec(&judged("a")).unwrap());
    model.put("ejecuciones/x/progress/0-0.jsonl", &serde_json::to_vec(&judged("a")).unwrap());
    let totals = report(&model).await.unwrap();
    assert_eq!((totals.listed, totals.unaccounted), (1, 1));
    map_run(&model, "2", &[succeeded(&[outcome("a", OutcomeKind::Kept)])], &[]);
    let totals = report(&model).await.unwrap();
    assert_eq!((totals.kept, totals.unaccounted), (1, 0));
}
