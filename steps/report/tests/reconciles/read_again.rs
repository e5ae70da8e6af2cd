use apoyo_bucket::model::S3Model;
use apoyo_photo::OutcomeKind;
use apoyo_report::{ReportReader, ReportedPhoto};

use crate::scene::{finished, line, manifest, map_run, outcome, report, succeeded, text};

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
