//! `delete` against the model of S3.

#![expect(clippy::unwrap_used, reason = "what fails to unwrap fails the test")]

use std::sync::Arc;

use apoyo_bucket::model::{At, Failure, Fault, S3Model};
use apoyo_delete::{Retention, handle};
use apoyo_photo::step::{Classified, SettleInput, StageInput, StageOutput};
use apoyo_photo::{
    ErrorName, Folders, Judgement, ManifestLine, OutcomeKind, Reason, Score, Thresholds, Verdict,
};

const WAITING: &str = "sin procesar/a.jpg";
const BYTES: &[u8] = b"an empty field";

fn score(value: f64) -> Score {
    value.try_into().unwrap()
}

/// A photo staged by the real step, judged as given.
async fn judged(model: &S3Model, judgement: Judgement) -> SettleInput {
    let object = model.put(WAITING, BYTES);
    let line = ManifestLine {
        key: WAITING.parse().unwrap(),
        size: object.bytes.len() as u64,
        etag: object.etag,
        owner: None,
        content: None,
    };
    let input = StageInput { execution: "x".parse().unwrap(), photo: line, dry_run: false };
    let staged = apoyo_stage::handle(&model.plain_bucket(), &Folders::default(), &input).await.unwrap();
    let StageOutput::Staged { photo } = staged else { panic!("{staged:?}") };
    let thresholds = Thresholds::new(score(0.8), score(0.2)).unwrap();
    let classified = Classified { judgement, model: "lite0@1".into(), thresholds, thumbnail: None };
    SettleInput { execution: input.execution, photo, classified, dry_run: false }
}

fn discard(value: f64) -> Judgement {
    Judgement { verdict: Verdict::Discard, score: Some(score(value)), reason: None }
}

#[tokio::test]
async fn what_is_no_clean_discard_is_refused_and_stays() {
    let unread = Judgement { verdict: Verdict::Discard, score: None, reason: None };
    let reasoned = Judgement { reason: Some(Reason::Uncertain), ..discard(0.1) };
    let kept = Judgement { verdict: Verdict::Keep, ..discard(0.1) };
    for judgement in [unread, reasoned, kept, discard(0.2), discard(0.9)] {
        for retention in [Retention::default(), Retention::None] {
            let model = S3Model::new();
            let input = judged(&model, judgement.clone()).await;
            let refused =
                handle(&model.plain_bucket(), &Folders::default(), retention, &input).await.unwrap_err();
            assert_eq!(refused.name(), ErrorName::InvalidInput, "{judgement:?}");
            assert_eq!(model.places_of(BYTES), ["procesando/a.jpg"]);
        }
    }
}

#[tokio::test]
async fn a_discarded_photo_goes_to_the_trash_with_what_it_rests_on() {
    let model = S3Model::new();
    let input = judged(&model, discard(0.05)).await;
    let bucket = model.plain_bucket();
    let first = handle(&bucket, &Folders::default(), Retention::default(), &input).await.unwrap();
    assert_eq!(first.outcome, OutcomeKind::Trash);
    assert_eq!(handle(&bucket, &Folders::default(), Retention::default(), &input).await.unwrap(), first);
    assert_eq!(model.places_of(BYTES), ["descartadas/a.jpg"]);
    let headers = model.get("descartadas/a.jpg").unwrap().headers;
    for (name, value) in [
        ("execution", "x"),
        ("verdict", "discard"),
        ("score", "0.05"),
        ("discard-below", "0.2"),
        ("model", "lite0@1"),
    ] {
        assert_eq!(headers[&format!("x-amz-meta-apoyo-{name}")], value);
    }
}

#[tokio::test]
async fn a_fault_at_any_call_loses_nothing_and_a_retry_ends_it() {
    for at in 0..6 {
        for fault in [Fault::Before(Failure::Lost), Fault::After(Failure::Answer(503, "SlowDown"))] {
            let model = S3Model::new();
            let input = judged(&model, discard(0.05)).await;
            let faulty = model.bucket(Arc::new(At::new(at, fault)));
            let _ = handle(&faulty, &Folders::default(), Retention::default(), &input).await;
            assert!(!model.places_of(BYTES).is_empty());
            let done = handle(&model.plain_bucket(), &Folders::default(), Retention::default(), &input).await;
            assert_eq!(done.unwrap().outcome, OutcomeKind::Trash);
            assert_eq!(model.places_of(BYTES), ["descartadas/a.jpg"], "{fault:?} at {at}");
        }
    }
}

#[tokio::test]
async fn retention_0_destroys_only_after_a_receipt_and_says_the_same_again() {
    for at in 0..4 {
        for fault in [Fault::Before(Failure::Lost), Fault::After(Failure::Lost)] {
            let model = S3Model::new();
            let input = judged(&model, discard(0.05)).await;
            let faulty = model.bucket(Arc::new(At::new(at, fault)));
            let _ = handle(&faulty, &Folders::default(), Retention::None, &input).await;
            let receipts = model.keys("ejecuciones/x/deleted/").len();
            assert!(receipts == 1 || model.places_of(BYTES).len() == 1, "{fault:?} at {at}");
            let done =
                handle(&model.plain_bucket(), &Folders::default(), Retention::None, &input).await.unwrap();
            assert_eq!(done.outcome, OutcomeKind::Trash);
            assert_eq!(model.places_of(BYTES), [""; 0]);
        }
    }
}
