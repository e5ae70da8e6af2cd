//! `keep` against the model of S3.

#![expect(clippy::unwrap_used, reason = "what fails to unwrap fails the test")]

use std::sync::Arc;

use apoyo_bucket::model::{At, Failure, Fault, S3Model};
use apoyo_bucket::{PutRecord, thumbnail_key};
use apoyo_keep::handle;
use apoyo_photo::step::{Classified, SettleInput, StageInput, StageOutput};
use apoyo_photo::{
    ErrorName, Folders, Judgement, ManifestLine, OutcomeKind, Reason, Score, Thresholds, Verdict,
};

const BYTES: &[u8] = b"a pylon";
const IN_WORK: &str = "procesando/línea 4/a.jpg";
const KEPT: &str = "procesadas/línea 4/a.jpg";

async fn judged(model: &S3Model, judgement: Judgement) -> (StageInput, SettleInput) {
    let object = model.put("sin procesar/línea 4/a.jpg", BYTES);
    staged_by_x(model, object.etag, judgement).await
}

async fn staged_by_x(model: &S3Model, etag: String, judgement: Judgement) -> (StageInput, SettleInput) {
    let key = "sin procesar/línea 4/a.jpg".parse().unwrap();
    let photo = ManifestLine { key, size: BYTES.len() as u64, etag, owner: None, content: None };
    let input = StageInput { execution: "x".parse().unwrap(), photo, dry_run: false };
    let staged = apoyo_stage::handle(&model.plain_bucket(), &Folders::default(), &input).await.unwrap();
    let StageOutput::Staged { photo } = staged else { panic!("{staged:?}") };
    let thresholds = Thresholds::new(score(0.8), score(0.2)).unwrap();
    let classified = Classified { judgement, model: "lite0@1".into(), thresholds, thumbnail: None };
    let execution = input.execution.clone();
    (input, SettleInput { execution, photo, classified, dry_run: false })
}

fn score(value: f64) -> Score {
    value.try_into().unwrap()
}

fn keep() -> Judgement {
    Judgement { verdict: Verdict::Keep, score: Some(score(0.97)), reason: None }
}

fn review() -> Judgement {
    Judgement::without_score(Reason::Damaged { detail: "cut after línea 7".into() })
}

#[tokio::test]
async fn the_verdict_says_the_folder_and_a_second_call_says_the_same() {
    let table = [
        (keep(), OutcomeKind::Kept, "procesadas/línea 4/a.jpg"),
        (review(), OutcomeKind::Review, "por revisar/línea 4/a.jpg"),
    ];
    for (judgement, kind, to) in table {
        let model = S3Model::new();
        let (_, input) = judged(&model, judgement).await;
        let first = handle(&model.plain_bucket(), &Folders::default(), &input).await.unwrap();
        assert_eq!((first.outcome, first.to.as_ref().unwrap().as_str()), (kind, to));
        assert_eq!(handle(&model.plain_bucket(), &Folders::default(), &input).await.unwrap(), first);
        assert_eq!(model.places_of(BYTES), [to]);
    }
}

#[tokio::test]
async fn a_fault_at_any_call_loses_nothing_and_a_retry_ends_it() {
    for at in 0..6 {
        for fault in [Fault::Before(Failure::Lost), Fault::After(Failure::Answer(503, "SlowDown"))] {
            let model = S3Model::new();
            let (_, input) = judged(&model, keep()).await;
            let faulty = model.bucket(Arc::new(At::new(at, fault)));
            let _ = handle(&faulty, &Folders::default(), &input).await;
            assert!(!model.places_of(BYTES).is_empty());
            handle(&model.plain_bucket(), &Folders::default(), &input).await.unwrap();
            assert_eq!(model.places_of(BYTES), ["procesadas/línea 4/a.jpg"], "{fault:?} at {at}");
        }
    }
}

/// A redrive runs the whole batch again: staging a photo that is settled must answer with its outcome.
#[tokio::test]
async fn a_photo_settled_before_is_found_again_by_stage() {
    for judgement in [keep(), review()] {
        let model = S3Model::new();
        let (staging, input) = judged(&model, judgement).await;
        let settled = handle(&model.plain_bucket(), &Folders::default(), &input).await.unwrap();
        let again = apoyo_stage::handle(&model.plain_bucket(), &Folders::default(), &staging).await.unwrap();
        let StageOutput::Taken { outcome } = again else { panic!("{again:?}") };
        assert_eq!((outcome.outcome, &outcome.to), (settled.outcome, &settled.to));
        assert_eq!((&outcome.score, &outcome.reason), (&settled.score, &settled.reason));
    }
}

/// Of two executions that listed a photo, the one that sorted it counts it.
#[tokio::test]
async fn a_photo_that_another_execution_settled_is_taken() {
    let model = S3Model::new();
    let (staging, input) = judged(&model, keep()).await;
    handle(&model.plain_bucket(), &Folders::default(), &input).await.unwrap();
    let other = StageInput { execution: "y".parse().unwrap(), ..staging };
    let told = apoyo_stage::handle(&model.plain_bucket(), &Folders::default(), &other).await.unwrap();
    let StageOutput::Taken { outcome } = told else { panic!("{told:?}") };
    assert_eq!(outcome.outcome, OutcomeKind::Taken);
}

/// Where the bytes were kept before, nothing there carries the claim; that the execution looked at the photo tells it.
#[tokio::test]
async fn a_photo_whose_bytes_were_kept_before_is_found_again_by_who_sorted_it() {
    let model = S3Model::new();
    let (_, input) = judged(&model, keep()).await;
    handle(&model.plain_bucket(), &Folders::default(), &input).await.unwrap();
    let (staging, input) = judged(&model, keep()).await;
    let photo = &input.photo;
    let bucket = model.plain_bucket();
    let thumbnail = thumbnail_key(&Folders::default(), &input.execution, &photo.from);
    bucket.put_record(&thumbnail, "image/jpeg", "small".into()).await.unwrap();
    let settled = handle(&bucket, &Folders::default(), &input).await.unwrap();
    let again = apoyo_stage::handle(&bucket, &Folders::default(), &staging).await.unwrap();
    let StageOutput::Taken { outcome } = again else { panic!("{again:?}") };
    assert_eq!((outcome.outcome, &outcome.to), (OutcomeKind::Kept, &settled.to));
}

/// S3 gives the copy of a photo that was uploaded in parts another `ETag`.
#[tokio::test]
async fn a_photo_settled_beside_another_of_its_name_is_found_again_whatever_the_etag_of_its_copy() {
    let model = S3Model::new();
    model.put(KEPT, b"another pylon");
    let parts = model.put_in_parts("sin procesar/línea 4/a.jpg", BYTES);
    let (staging, input) = staged_by_x(&model, parts.etag, keep()).await;
    let settled = handle(&model.plain_bucket(), &Folders::default(), &input).await.unwrap();
    assert_ne!(settled.to.as_ref().unwrap().as_str(), KEPT);
    let again = apoyo_stage::handle(&model.plain_bucket(), &Folders::default(), &staging).await.unwrap();
    let StageOutput::Taken { outcome } = again else { panic!("{again:?}") };
    assert_eq!((outcome.outcome, &outcome.to), (OutcomeKind::Kept, &settled.to));
}

/// The copy that adopts a leftover has another `ETag` under KMS, and the plain name is another photo's: the photo must
/// yet be settled where the dead owner had copied it to.
#[tokio::test]
async fn a_leftover_half_settled_beside_another_of_its_name_is_settled_once() {
    let model = S3Model::new();
    model.put(KEPT, b"another pylon");
    let (_, mut dead) = judged(&model, keep()).await;
    dead.photo.etag = "\"no-md5\"".to_owned();
    model.alter(IN_WORK, |object| object.etag.clone_from(&dead.photo.etag));
    let cut = model.bucket(Arc::new(At::new(5, Fault::Before(Failure::Lost))));
    handle(&cut, &Folders::default(), &dead).await.unwrap_err();
    let two = model.places_of(BYTES);
    assert_eq!((two.len(), two[0] == IN_WORK), (2, false), "copied, not deleted: {two:?}");
    let staging = StageInput {
        execution: "y".parse().unwrap(),
        photo: ManifestLine {
            key: IN_WORK.parse().unwrap(),
            size: dead.photo.size,
            etag: dead.photo.etag.clone(),
            owner: Some(dead.execution.clone()),
            content: dead.photo.content.clone(),
        },
        dry_run: false,
    };
    let adopted = apoyo_stage::handle(&model.plain_bucket(), &Folders::default(), &staging).await.unwrap();
    let StageOutput::Staged { photo } = adopted else { panic!("{adopted:?}") };
    assert_ne!(photo.etag, dead.photo.etag);
    let input = SettleInput { execution: staging.execution, photo, ..dead };
    let settled = handle(&model.plain_bucket(), &Folders::default(), &input).await.unwrap();
    assert_eq!(model.places_of(BYTES), [settled.to.unwrap().as_str()]);
    assert_eq!(model.places_of(BYTES), two[..1]);
}

#[tokio::test]
async fn a_dry_run_moves_nothing_and_says_what_it_would_be() {
    let model = S3Model::new();
    let (_, input) = judged(&model, keep()).await;
    let input = SettleInput { dry_run: true, ..input };
    let outcome = handle(&model.plain_bucket(), &Folders::default(), &input).await.unwrap();
    assert_eq!((outcome.outcome, outcome.to), (OutcomeKind::Kept, None));
    assert_eq!(model.places_of(BYTES), ["procesando/línea 4/a.jpg"]);
}

#[tokio::test]
async fn a_discard_is_refused() {
    let model = S3Model::new();
    let discard = Judgement { verdict: Verdict::Discard, score: Some(score(0.1)), reason: None };
    let (_, input) = judged(&model, discard).await;
    let refused = handle(&model.plain_bucket(), &Folders::default(), &input).await.unwrap_err();
    assert_eq!(refused.name(), ErrorName::InvalidInput);
}

#[tokio::test]
async fn a_photo_that_another_execution_adopted_is_left_to_it() {
    let model = S3Model::new();
    let (_, input) = judged(&model, keep()).await;
    model.alter("procesando/línea 4/a.jpg", |object| {
        object.headers.insert("x-amz-meta-apoyo-execution".into(), "y".into());
    });
    let outcome = handle(&model.plain_bucket(), &Folders::default(), &input).await.unwrap();
    assert_eq!(outcome.cause.as_deref(), Some("claimed by execution y"));
    assert_eq!(model.places_of(BYTES), ["procesando/línea 4/a.jpg"]);
}
