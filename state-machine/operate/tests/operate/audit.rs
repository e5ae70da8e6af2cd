//! An audit is clean after whatever executions, replays and undos did, and finds each thing that is planted.

use std::fs;

use apoyo_engine::{Clock, ManualClock};
use apoyo_operate::{Age, Audit, AuditOptions, FindingKind, UndoOptions};
use serde_json::json;

use crate::stage::{Stage, reference};
use crate::steps::Trouble;

/// An audit some days after everything began.
async fn audit_after(stage: &Stage, days: u16) -> Audit {
    let began = ManualClock::default().now();
    let now = began + jiff::SignedDuration::from_hours(24 * i64::from(days) + 1);
    stage.site.audit(AuditOptions { trash: Age::days(30), now }).await.unwrap()
}

async fn audit(stage: &Stage) -> Audit {
    audit_after(stage, 1).await
}

/// Kinds and keys of what was found.
fn found(audit: &Audit) -> Vec<(FindingKind, &str)> {
    let mut found = Vec::new();
    for finding in &audit.findings {
        assert!(finding.why.len() > 40, "it is explained in words: {finding:?}");
        found.push((finding.kind, finding.key.as_ref().map_or("", |key| key.as_str())));
    }
    found
}

async fn sorted() -> Stage {
    let stage = Stage::new().await;
    stage.three().await;
    stage.run("night", &json!({})).await;
    stage
}

#[tokio::test]
async fn what_executions_and_people_do_is_accounted_for() {
    let stage = Stage::new().await;
    assert!(audit(&stage).await.is_clean(), "an empty bucket");
    stage.run("empty", &json!({})).await;
    stage.three().await;
    stage.run("dry", &json!({"dryRun": true})).await;
    stage.run("night", &json!({})).await;
    let clean = audit(&stage).await;
    assert!(clean.is_clean(), "{clean:?}");
    assert_eq!((clean.sums.executions, clean.sums.reported.listed, clean.sums.objects.kept), (3, 6, 1));

    stage.site.undo(&reference("night"), &UndoOptions::default()).await.unwrap();
    let undone = audit(&stage).await;
    assert!(undone.is_clean(), "{undone:?}");
    stage.run("dawn", &json!({"keepAbove": 0.4})).await;
    let again = audit(&stage).await;
    assert!(again.is_clean(), "{again:?}");
    stage.rename("procesadas/línea 4/b.jpg", "descartadas/línea 4/b.jpg").await;
    let judged = audit(&stage).await;
    assert!(judged.is_clean(), "a person looked and decided: {judged:?}");
}

#[tokio::test]
async fn a_photo_that_came_back_beside_a_newer_upload_is_accounted_for() {
    let stage = sorted().await;
    stage.put("sin procesar/línea 4/a.jpg", "0.3 a newer upload").await;
    stage.site.undo(&reference("night"), &UndoOptions::default()).await.unwrap();
    let back = audit(&stage).await;
    assert!(back.is_clean(), "{back:?}");
    stage.run("dawn", &json!({})).await;
    let again = audit(&stage).await;
    assert!(again.is_clean(), "{again:?}");
}

#[tokio::test]
async fn a_photo_that_is_nowhere_is_found() {
    let stage = sorted().await;
    stage.remove("procesadas/línea 4/a.jpg").await;
    let audit = audit(&stage).await;
    assert_eq!(found(&audit), [(FindingKind::Missing, "procesadas/línea 4/a.jpg")]);
    assert!(audit.findings[0].why.contains("it is nowhere"), "{audit:?}");
}

#[tokio::test]
async fn the_trash_may_be_empty_once_the_retention_is_over_and_not_before() {
    let stage = sorted().await;
    stage.remove("descartadas/línea 4/c.jpg").await;
    let early = audit_after(&stage, 29).await;
    assert_eq!(found(&early), [(FindingKind::Missing, "descartadas/línea 4/c.jpg")]);
    let late = audit_after(&stage, 30).await;
    assert!(late.is_clean() && late.sums.destroyed == 1, "{late:?}");
}

#[tokio::test]
async fn a_photo_that_a_later_execution_took_is_not_missing() {
    let stage = Stage::new().await;
    stage.three().await;
    stage.trouble([Trouble::Fails("keep", "a.jpg")]);
    assert_eq!(stage.run("night", &json!({})).await, "FAILED");
    let failed = audit(&stage).await;
    assert_eq!(found(&failed), [(FindingKind::Leftover, "procesando/línea 4/a.jpg")]);
    stage.trouble([]);
    stage.run("dawn", &json!({})).await;
    let taken_up = audit(&stage).await;
    assert!(taken_up.is_clean(), "{taken_up:?}");
}

#[tokio::test]
async fn a_photo_in_work_without_a_running_owner_is_found() {
    let stage = sorted().await;
    stage.put("procesando/stray.jpg", "0.9 stray").await;
    let planted = audit(&stage).await;
    assert_eq!(found(&planted), [(FindingKind::Leftover, "procesando/stray.jpg")]);

    let stage = Stage::new().await;
    stage.three().await;
    stage.trouble([Trouble::Hangs("classify", "c.jpg")]);
    stage.start("night", &json!({})).await;
    stage.until_only_c_is_in_work().await;
    let running = audit(&stage).await;
    assert!(running.is_clean() && running.sums.running == 1, "its owner runs: {running:?}");
    stage.site.stop(&reference("night"), "enough").await.unwrap();
    let stopped = audit(&stage).await;
    let expected = [
        (FindingKind::Leftover, "procesando/línea 4/c.jpg"),
        (FindingKind::Unreported, "por revisar/línea 4/b.jpg"),
        (FindingKind::Unreported, "procesadas/línea 4/a.jpg"),
    ];
    assert_eq!(found(&stopped), expected);
    stage.site.undo(&reference("night"), &UndoOptions::default()).await.unwrap();
    let undone = audit(&stage).await;
    assert!(undone.is_clean(), "{undone:?}");
}

#[tokio::test]
async fn an_object_that_no_report_names_is_found() {
    let stage = sorted().await;
    stage.put("procesadas/mine.jpg", "0.9 mine").await;
    stage.put("sin procesar/new.jpg", "0.9 new").await;
    let audit = audit(&stage).await;
    assert_eq!(found(&audit), [(FindingKind::Unreported, "procesadas/mine.jpg")]);
    assert!(audit.findings[0].why.contains("no execution sorted it"), "{audit:?}");
}

#[tokio::test]
async fn a_photo_in_two_folders_is_found() {
    let stage = sorted().await;
    stage.put("sin procesar/línea 4/a.jpg", "0.9 pylon").await;
    stage.put("sin procesar/línea 4/b.jpg", "0.9 other").await;
    let audit = audit(&stage).await;
    assert_eq!(found(&audit), [(FindingKind::Duplicate, "sin procesar/línea 4/a.jpg")]);
    assert!(audit.findings[0].why.contains("procesadas/línea 4/a.jpg"), "{audit:?}");
}

#[tokio::test]
async fn something_else_in_a_photos_place_is_found() {
    let stage = sorted().await;
    stage.put("procesadas/línea 4/a.jpg", "0.9 something longer").await;
    let audit = audit(&stage).await;
    assert_eq!(found(&audit), [(FindingKind::Changed, "procesadas/línea 4/a.jpg")]);
}

#[tokio::test]
async fn a_report_that_does_not_add_up_is_found() {
    let stage = sorted().await;
    let path = stage.path("ejecuciones/night/report.json");
    let text = fs::read_to_string(&path).unwrap();
    let wrong = text.replace("\"kept\":1", "\"kept\":2");
    assert_ne!(wrong, text);
    stage.put("ejecuciones/night/report.json", &wrong).await;
    let unbalanced = audit(&stage).await;
    assert_eq!(found(&unbalanced), [(FindingKind::Unbalanced, "")]);

    let lines: Vec<&str> = text.lines().filter(|line| !line.contains("a.jpg")).collect();
    stage.put("ejecuciones/night/report.json", &lines.join("\n")).await;
    let short = audit(&stage).await;
    assert!(found(&short).contains(&(FindingKind::Unbalanced, "")), "{short:?}");
    assert_eq!(short.sums.reported.unaccounted, 1);
}

#[tokio::test]
async fn a_report_that_cannot_be_read_is_found_and_the_others_are_read() {
    let stage = sorted().await;
    stage.put("sin procesar/d.jpg", "0.9 more").await;
    stage.run("dawn", &json!({})).await;
    let text = fs::read_to_string(stage.path("ejecuciones/night/report.json")).unwrap();
    stage.put("ejecuciones/night/report.json", &text[..text.len() / 2]).await;
    let audit = audit(&stage).await;
    assert!(found(&audit).contains(&(FindingKind::Unreadable, "")), "{audit:?}");
    assert_eq!(audit.sums.executions, 2);
}
