//! `report` against the model of S3, with result files in the shape that AWS documents.

#![expect(clippy::unwrap_used, reason = "what fails to unwrap fails the test")]

use std::sync::Arc;

use apoyo_bucket::model::{At, Failure, Fault, S3Model};
use apoyo_photo::step::{Classified, Plan, ReportInput, ShardLine, StageOutput, Totals};
use apoyo_photo::{
    BatchPlan, ErrorName, Folders, Judgement, Lane, ManifestLine, Outcome, OutcomeKind, Reason, Shards,
    StagedPhoto, ThresholdOverrides, Thresholds,
};
use apoyo_report::{Config, ModelFacts, ReportError, ReportReader, ReportedPhoto, handle};
use jiff::Timestamp;
use serde_json::{Value, json};

fn config() -> Config {
    let thresholds = Thresholds::new(0.8.try_into().unwrap(), 0.2.try_into().unwrap()).unwrap();
    Config { folders: Folders::default(), model: ModelFacts { name: "lite0@1".into(), thresholds } }
}

fn input() -> ReportInput {
    ReportInput {
        plan: Plan {
            execution: "x".parse().unwrap(),
            started: "2026-11-21T08:00:00Z".into(),
            bucket: "fotos".into(),
            manifest: "ejecuciones/x/manifest.jsonl".into(),
            results: "ejecuciones/x/results".into(),
            photos: 0,
            bytes: 0,
            lane: Lane::Lambda,
            dry_run: false,
            thresholds: ThresholdOverrides::default(),
            batch: BatchPlan { max_items: 40 },
            staged: "ejecuciones/x/staged".into(),
            classified: "ejecuciones/x/classified".into(),
            shards: Shards::for_photos(0, 0),
        },
    }
}

fn finished() -> Timestamp {
    "2026-11-21T08:03:12Z".parse().unwrap()
}

async fn report(model: &S3Model) -> Result<Totals, ReportError> {
    handle(&model.plain_bucket(), &config(), finished(), &input()).await
}

fn line(name: &str) -> ManifestLine {
    ManifestLine {
        key: format!("sin procesar/{name}").parse().unwrap(),
        size: 7,
        etag: "\"e\"".into(),
        owner: None,
        content: None,
    }
}

fn outcome(name: &str, kind: OutcomeKind) -> Outcome {
    Outcome {
        outcome: kind,
        key: line(name).key,
        to: Some(format!("procesadas/{name}").parse().unwrap()),
        size: 7,
        score: Some(0.5.try_into().unwrap()),
        reason: (kind == OutcomeKind::Review).then(|| Reason::Damaged { detail: "cut <b>here</b>".into() }),
        thumbnail: None,
        error: None,
        cause: None,
    }
}

fn manifest(model: &S3Model, names: &[&str]) {
    let lines: Vec<String> = names.iter().map(|name| serde_json::to_string(&line(name)).unwrap()).collect();
    model.put("ejecuciones/x/manifest.jsonl", lines.join("\n").as_bytes());
}

fn succeeded(outcomes: &[Outcome]) -> Value {
    json!({"ExecutionArn": "arn:x", "Input": "{}", "Name": "c", "Status": "SUCCEEDED",
        "Output": serde_json::to_string(outcomes).unwrap()})
}

fn map_run(model: &S3Model, id: &str, succeeded: &[Value], failed: &[Value]) {
    let prefix = format!("ejecuciones/x/results/{id}");
    let file = |name: &str, children: &[Value]| {
        let key = format!("{prefix}/{name}_0.json");
        let bytes = serde_json::to_vec(children).unwrap();
        model.put(&key, &bytes);
        json!([{"Key": key, "Size": bytes.len()}])
    };
    let files =
        json!({"SUCCEEDED": file("SUCCEEDED", succeeded), "FAILED": file("FAILED", failed), "PENDING": []});
    let manifest = json!({"DestinationBucket": "fotos", "MapRunArn": "arn:m", "ResultFiles": files});
    model.put(&format!("{prefix}/manifest.json"), manifest.to_string().as_bytes());
}

fn text(model: &S3Model, extension: &str) -> String {
    let bytes = model.get(&format!("ejecuciones/x/report.{extension}")).unwrap().bytes;
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn every_line_is_counted_once_under_its_outcome() {
    use OutcomeKind::{Failed, Kept, Review, Taken, Trash};
    let model = S3Model::new();
    let kinds = [("a", Kept), ("b", Review), ("c", Trash), ("d", Taken), ("e", Failed)];
    manifest(&model, &kinds.map(|(name, _)| name));
    let outcomes = kinds.map(|(name, kind)| outcome(name, kind));
    map_run(&model, "1", &[succeeded(&outcomes[..2]), succeeded(&outcomes[2..])], &[]);
    let totals = report(&model).await.unwrap();
    assert_eq!((totals.listed, totals.kept, totals.review, totals.trash), (5, 1, 1, 1));
    assert_eq!((totals.taken, totals.failed, totals.unaccounted), (1, 1, 0));
    let json: Value = serde_json::from_str(&text(&model, "json")).unwrap();
    assert_eq!(json["photos"].as_array().unwrap().len(), 5);
    assert_eq!(json["totals"]["kept"], 1);
    assert_eq!(text(&model, "csv").lines().count(), 6);
    let before = ["html", "csv", "json"].map(|extension| text(&model, extension));
    assert_eq!(report(&model).await.unwrap(), totals);
    assert_eq!(["html", "csv", "json"].map(|extension| text(&model, extension)), before, "and again");
}

#[tokio::test]
async fn a_line_with_no_outcome_or_with_two_is_unaccounted_and_shown() {
    let model = S3Model::new();
    manifest(&model, &["none.jpg", "two.jpg", "one.jpg"]);
    let two = outcome("two.jpg", OutcomeKind::Kept);
    map_run(
        &model,
        "1",
        &[succeeded(std::slice::from_ref(&two)), succeeded(&[two, outcome("one.jpg", OutcomeKind::Kept)])],
        &[],
    );
    let totals = report(&model).await.unwrap();
    assert_eq!((totals.listed, totals.kept, totals.unaccounted), (3, 1, 2));
    let html = text(&model, "html");
    assert!(html.contains("role=\"alert\"") && html.contains("none.jpg") && html.contains("two.jpg"));
}

#[tokio::test]
async fn a_failed_child_fails_its_photos_until_a_later_run_settles_them() {
    let model = S3Model::new();
    manifest(&model, &["a"]);
    let batch = json!({"Items": [line("a")]}).to_string();
    let child = json!({"Input": batch, "Status": "FAILED", "Error": "States.Timeout", "Cause": "5 minutes"});
    map_run(&model, "z-first", &[], &[child]);
    let totals = report(&model).await.unwrap();
    assert_eq!((totals.failed, totals.unaccounted), (1, 0));
    assert!(text(&model, "html").contains("States.Timeout"));
    map_run(&model, "a-second", &[succeeded(&[outcome("a", OutcomeKind::Kept)])], &[]);
    let totals = report(&model).await.unwrap();
    assert_eq!((totals.failed, totals.kept, totals.unaccounted), (0, 1, 0));
}

const REPORT: &str = "ejecuciones/x/report.json";

#[tokio::test]
async fn a_report_is_read_again_photo_by_photo_and_its_totals_last() {
    let model = S3Model::new();
    manifest(&model, &["a", "[\"b\"]", "none"]);
    let outcomes = [outcome("a", OutcomeKind::Kept), outcome("[\"b\"]", OutcomeKind::Review)];
    map_run(&model, "1", &[succeeded(&outcomes)], &[]);
    let totals = report(&model).await.unwrap();
    let bucket = model.plain_bucket();
    let mut reader = ReportReader::open(&bucket, REPORT).await.unwrap().unwrap();
    for outcome in outcomes {
        assert_eq!(reader.next().await.unwrap(), Some(ReportedPhoto::Accounted(outcome)));
    }
    let none = ReportedPhoto::Unaccounted { key: line("none").key, size: 7, outcomes: 0 };
    assert_eq!(reader.next().await.unwrap(), Some(none));
    assert_eq!(reader.next().await.unwrap(), None);
    let summary = reader.summary().await.unwrap();
    assert_eq!((summary.totals, summary.dry_run), (totals, false));
    assert_eq!(summary.finished, finished().to_string());
    let unread = ReportReader::open(&bucket, REPORT).await.unwrap().unwrap();
    assert_eq!(unread.summary().await.unwrap().execution.as_str(), "x", "photos may be passed over");
    assert!(ReportReader::open(&bucket, "ejecuciones/y/report.json").await.unwrap().is_none());
}

#[tokio::test]
async fn a_report_that_is_cut_anywhere_or_is_none_is_refused_by_name() {
    let model = S3Model::new();
    manifest(&model, &["a"]);
    map_run(&model, "1", &[succeeded(&[outcome("a", OutcomeKind::Kept)])], &[]);
    report(&model).await.unwrap();
    let whole = text(&model, "json");
    let bucket = model.plain_bucket();
    for end in (0..whole.trim_end().len()).filter(|end| whole.is_char_boundary(*end)) {
        model.put(REPORT, &whole.as_bytes()[..end]);
        let reader = ReportReader::open(&bucket, REPORT).await.unwrap().unwrap();
        let refused = reader.summary().await.unwrap_err().to_string();
        assert!(refused.contains(REPORT), "cut after {end} bytes: {refused}");
    }
    model.put(REPORT, b"<html>not found</html>");
    let reader = ReportReader::open(&bucket, REPORT).await.unwrap().unwrap();
    assert!(reader.summary().await.unwrap_err().to_string().contains("it is no report"));
}

fn staged(name: &str) -> StagedPhoto {
    StagedPhoto {
        key: format!("procesando/{name}").parse().unwrap(),
        from: line(name).key,
        sub_path: name.into(),
        size: 7,
        etag: "\"e\"".into(),
        content: None,
    }
}

fn judged(name: &str) -> ShardLine {
    let thresholds = config().model.thresholds;
    let judgement = Judgement::of_score(0.9.try_into().unwrap(), thresholds);
    let classified = Classified { judgement, model: "lite0@1".into(), thresholds, thumbnail: None };
    ShardLine::Judged { photo: staged(name), classified }
}

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

#[tokio::test]
async fn names_cannot_break_out_of_the_page() {
    let model = S3Model::new();
    let evil = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'.jpg";
    manifest(&model, &[evil, "=cmd|x.jpg"]);
    let outcomes = [
        outcome(evil, OutcomeKind::Review),
        Outcome { cause: Some("<script>".into()), ..outcome("=cmd|x.jpg", OutcomeKind::Failed) },
    ];
    map_run(&model, "1", &[succeeded(&outcomes)], &[]);
    report(&model).await.unwrap();
    let html = text(&model, "html");
    assert!(!html.contains("<script") && !html.contains("<img src=x") && !html.contains("<b>here"), "{html}");
    assert!(html.contains("&lt;script&gt;"));
    assert!(html.contains("default-src 'none'") || html.contains("default-src &#39;none&#39;"));
    assert!(html.contains("href=\"../../procesadas/%22%3E%3Cscript%3E"));
}

#[tokio::test]
async fn nothing_outside_the_file_is_named() {
    let model = S3Model::new();
    manifest(&model, &["a"]);
    map_run(&model, "1", &[succeeded(&[outcome("a", OutcomeKind::Kept)])], &[]);
    report(&model).await.unwrap();
    let html = text(&model, "html");
    assert!(!html.contains("http://") && !html.contains("https://") && !html.contains("url("));
}

#[tokio::test]
async fn results_cut_short_are_an_error_and_not_a_smaller_report() {
    let model = S3Model::new();
    manifest(&model, &["a"]);
    map_run(&model, "1", &[succeeded(&[outcome("a", OutcomeKind::Kept)])], &[]);
    let key = "ejecuciones/x/results/1/SUCCEEDED_0.json";
    let whole = model.get(key).unwrap().bytes;
    model.put(key, &whole[..whole.len() - 1]);
    assert_eq!(report(&model).await.unwrap_err().name(), ErrorName::NotFound);
    model.remove("ejecuciones/x/manifest.jsonl");
    model.put(key, &whole);
    assert!(matches!(report(&model).await.unwrap_err(), ReportError::NoManifest { .. }));
}

#[tokio::test]
async fn an_execution_without_photos_has_a_report_too() {
    let model = S3Model::new();
    manifest(&model, &[]);
    assert_eq!(report(&model).await.unwrap().listed, 0);
    assert!(text(&model, "html").contains("No photos were waiting"));
    serde_json::from_str::<Value>(&text(&model, "json")).unwrap();
}

#[tokio::test]
async fn a_fault_at_any_call_is_an_error_and_a_retry_reports() {
    for at in 0..8 {
        let model = S3Model::new();
        manifest(&model, &["a"]);
        map_run(&model, "1", &[succeeded(&[outcome("a", OutcomeKind::Kept)])], &[]);
        let faulty = model.bucket(Arc::new(At::new(at, Fault::Before(Failure::Lost))));
        let failed = handle(&faulty, &config(), finished(), &input()).await.unwrap_err();
        assert_eq!(failed.name(), ErrorName::Transient, "at {at}");
        assert_eq!(report(&model).await.unwrap().kept, 1);
    }
}
