//! `report` against the model of S3, with result files in the shape that AWS documents.

#![expect(clippy::unwrap_used, reason = "what fails to unwrap fails the test")]

mod lane_batch;
mod read_again;
mod scene;

use std::sync::Arc;

use apoyo_bucket::model::{At, Failure, Fault, S3Model};
use apoyo_photo::{ErrorName, Outcome, OutcomeKind};
use apoyo_report::{ReportError, handle};
use serde_json::{Value, json};

use scene::{config, finished, input, line, manifest, map_run, outcome, report, succeeded, text};

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
