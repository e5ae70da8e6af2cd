//! `stage` against the model of S3.

#![expect(clippy::unwrap_used, reason = "what fails to unwrap fails the test")]

use std::sync::Arc;

use apoyo_bucket::model::{At, Failure, Fault, S3Model};
use apoyo_photo::step::{StageInput, StageOutput};
use apoyo_photo::{ExecutionName, Folders, ManifestLine, OutcomeKind, StagedPhoto};
use apoyo_stage::{StageError, handle};

const WAITING: &str = "sin procesar/línea 4/a.jpg";
const IN_WORK: &str = "procesando/línea 4/a.jpg";
const BYTES: &[u8] = b"photo";
const CONTENT: &str = "x-amz-meta-apoyo-content";

fn input(model: &S3Model, key: &str, execution: &str, owner: Option<&str>) -> StageInput {
    let object = model.get(key).unwrap();
    StageInput {
        execution: execution.parse().unwrap(),
        photo: ManifestLine {
            key: key.parse().unwrap(),
            size: object.bytes.len() as u64,
            etag: object.etag,
            owner: owner.map(|name| name.parse::<ExecutionName>().unwrap()),
            content: object.headers.get(CONTENT).map(|mark| mark.replace("%22", "\"")),
        },
        dry_run: false,
    }
}

async fn stage(model: &S3Model, input: &StageInput) -> StageOutput {
    handle(&model.plain_bucket(), &Folders::default(), input).await.unwrap()
}

fn staged(output: StageOutput) -> StagedPhoto {
    match output {
        StageOutput::Staged { photo } => photo,
        other => panic!("{other:?}"),
    }
}

fn cause(output: StageOutput) -> String {
    match output {
        StageOutput::Taken { outcome } => {
            assert_eq!(outcome.outcome, OutcomeKind::Taken);
            outcome.cause.unwrap()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_photo_is_claimed_once_however_often_it_is_staged() {
    let model = S3Model::new();
    model.put(WAITING, BYTES);
    let mine = input(&model, WAITING, "x", None);
    let first = stage(&model, &mine).await;
    assert_eq!(stage(&model, &mine).await, first);
    let photo = staged(first);
    assert_eq!((photo.key.as_str(), photo.sub_path.as_str()), (IN_WORK, "línea 4/a.jpg"));
    assert_eq!(model.places_of(BYTES), [IN_WORK]);
}

#[tokio::test]
async fn the_second_execution_is_told_that_the_photo_is_taken() {
    let model = S3Model::new();
    model.put(WAITING, BYTES);
    let (mine, theirs) = (input(&model, WAITING, "x", None), input(&model, WAITING, "y", None));
    staged(stage(&model, &mine).await);
    assert_eq!(cause(stage(&model, &theirs).await), "no longer where it was listed");
}

#[tokio::test]
async fn a_photo_replaced_since_it_was_listed_is_left_for_the_next_execution() {
    let model = S3Model::new();
    model.put(WAITING, BYTES);
    let mine = input(&model, WAITING, "x", None);
    model.put(WAITING, b"newer");
    assert_eq!(cause(stage(&model, &mine).await), "replaced by another upload since it was listed");
    assert_eq!(model.places_of(b"newer"), [WAITING]);
}

#[tokio::test]
async fn a_dry_run_leaves_the_photo_where_it_is() {
    let model = S3Model::new();
    model.put(WAITING, BYTES);
    let wanted = StageInput { dry_run: true, ..input(&model, WAITING, "x", None) };
    assert_eq!(staged(stage(&model, &wanted).await).key.as_str(), WAITING);
    assert_eq!(model.places_of(BYTES), [WAITING]);
}

#[tokio::test]
async fn of_two_executions_that_adopt_one_leftover_one_wins() {
    let model = S3Model::new();
    model.put(WAITING, BYTES);
    staged(stage(&model, &input(&model, WAITING, "dead", None)).await);
    let (x, y) = (input(&model, IN_WORK, "x", Some("dead")), input(&model, IN_WORK, "y", Some("dead")));
    let photo = staged(stage(&model, &x).await);
    assert_eq!(photo.sub_path, "línea 4/a.jpg", "where it goes is by its own name");
    assert_eq!(photo.from.as_str(), IN_WORK, "its outcome is by the manifest's key");
    cause(stage(&model, &y).await);
    assert_eq!(staged(stage(&model, &x).await), photo, "and again");
    assert_eq!(model.places_of(BYTES), [photo.key.as_str()]);
}

/// Two keys of 1,024 bytes do not fit into the 2 KB of a copy's metadata as they are.
#[tokio::test]
async fn a_leftover_of_the_longest_key_is_adopted_and_adopted_again() {
    for letter in ["n", "ж"] {
        let model = S3Model::new();
        let name = letter.repeat((1_024 - "sin procesar/.jpg".len()) / letter.len());
        let waiting = format!("sin procesar/{name}.jpg");
        model.put(&waiting, BYTES);
        let mut photo = staged(stage(&model, &input(&model, &waiting, "dead", None)).await);
        for (adopter, dead) in [("x", "dead"), ("y", "x")] {
            let leftover = photo.key.clone();
            let adopting = input(&model, leftover.as_str(), adopter, Some(dead));
            photo = staged(stage(&model, &adopting).await);
            assert_eq!((&photo.from, photo.sub_path.as_str()), (&leftover, &*format!("{name}.jpg")));
            assert_eq!(staged(stage(&model, &adopting).await), photo, "and again");
            assert_eq!(model.places_of(BYTES), [photo.key.as_str()]);
        }
    }
}

/// Seed 3592 of the simulator.
#[tokio::test]
async fn an_adopted_photo_whose_own_name_looks_like_one_of_ours_is_found_where_it_was_settled() {
    let model = S3Model::new();
    model.put("sin procesar/x~0123abcd.jpg", BYTES);
    staged(stage(&model, &input(&model, "sin procesar/x~0123abcd.jpg", "dead", None)).await);
    let adopting = input(&model, "procesando/x~0123abcd.jpg", "x", Some("dead"));
    let photo = staged(stage(&model, &adopting).await);
    let object = model.get(photo.key.as_str()).unwrap();
    model.put("procesadas/x~0123abcd.jpg", BYTES);
    model.alter("procesadas/x~0123abcd.jpg", |settled| settled.headers = object.headers);
    model.remove(photo.key.as_str());
    match stage(&model, &adopting).await {
        StageOutput::Taken { outcome } => assert_eq!(outcome.outcome, OutcomeKind::Kept),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_leftover_whose_owner_has_changed_is_not_adopted() {
    let model = S3Model::new();
    model.put(WAITING, BYTES);
    staged(stage(&model, &input(&model, WAITING, "alive", None)).await);
    let wrong = input(&model, IN_WORK, "x", Some("dead"));
    assert_eq!(cause(stage(&model, &wrong).await), "claimed by execution alive");
}

#[tokio::test]
async fn adopting_ends_the_claim_that_the_dead_owner_left_half_done() {
    let model = S3Model::new();
    model.put(WAITING, BYTES);
    let dead = input(&model, WAITING, "dead", None);
    let cut = model.bucket(Arc::new(At::new(3, Fault::Before(Failure::Lost))));
    handle(&cut, &Folders::default(), &dead).await.unwrap_err();
    assert_eq!(model.places_of(BYTES).len(), 2, "copied, not deleted");
    let photo = staged(stage(&model, &input(&model, IN_WORK, "x", Some("dead"))).await);
    assert_eq!(model.places_of(BYTES), [photo.key.as_str()]);
}

#[tokio::test]
async fn adopting_ends_the_adoption_that_another_left_half_done_whichever_of_both_names_comes_first() {
    for leftover_first in [true, false] {
        let model = S3Model::new();
        model.put(WAITING, BYTES);
        staged(stage(&model, &input(&model, WAITING, "dead", None)).await);
        let adopter = input(&model, IN_WORK, "adopter", Some("dead"));
        let cut = model.bucket(Arc::new(At::new(3, Fault::Before(Failure::Lost))));
        handle(&cut, &Folders::default(), &adopter).await.unwrap_err();
        let two = model.places_of(BYTES);
        let copy = two.iter().find(|key| *key != IN_WORK).unwrap();
        let leftover = input(&model, IN_WORK, "x", Some("dead"));
        let copied = input(&model, copy, "x", Some("adopter"));
        if leftover_first {
            assert_eq!(cause(stage(&model, &leftover).await), "claimed by execution adopter");
            assert_eq!(model.places_of(BYTES), [copy.as_str()], "the copy is the photo");
            let photo = staged(stage(&model, &copied).await);
            assert_eq!(model.places_of(BYTES), [photo.key.as_str()]);
        } else {
            let photo = staged(stage(&model, &copied).await);
            let twin = staged(stage(&model, &leftover).await);
            assert_eq!(model.places_of(BYTES).len(), 2, "each can be settled: {photo:?} {twin:?}");
        }
    }
}

#[tokio::test]
async fn a_fault_at_any_call_of_an_adoption_loses_nothing_and_a_retry_ends_it() {
    for at in 0..8 {
        for fault in [Fault::Before(Failure::Lost), Fault::After(Failure::Lost)] {
            let model = S3Model::new();
            model.put(WAITING, BYTES);
            staged(stage(&model, &input(&model, WAITING, "dead", None)).await);
            model.put(WAITING, BYTES);
            let wanted = input(&model, IN_WORK, "x", Some("dead"));
            let _ = handle(&model.bucket(Arc::new(At::new(at, fault))), &Folders::default(), &wanted).await;
            assert!(!model.places_of(BYTES).is_empty(), "{fault:?} at {at}");
            let photo = staged(stage(&model, &wanted).await);
            assert_eq!(model.places_of(BYTES), [photo.key.as_str()], "{fault:?} at {at}");
        }
    }
}

/// Under KMS each copy has another `ETag`.
fn with_another_etag(model: &S3Model, key: &str) {
    model.alter(key, |object| object.etag = "\"no-md5\"".into());
}

#[tokio::test]
async fn what_names_the_content_is_the_same_over_all_claims() {
    let model = S3Model::new();
    let listed = model.put_in_parts(WAITING, BYTES).etag;
    let claimed = staged(stage(&model, &input(&model, WAITING, "dead", None)).await);
    assert_ne!(claimed.etag, listed);
    assert_eq!(claimed.content(), listed);
    with_another_etag(&model, IN_WORK);
    let adopting = input(&model, IN_WORK, "x", Some("dead"));
    let adopted = staged(stage(&model, &adopting).await);
    assert_eq!(adopted.content(), listed);
    assert_eq!(staged(stage(&model, &adopting).await), adopted, "and again");
    let adopting = input(&model, adopted.key.as_str(), "y", Some("x"));
    assert_eq!(staged(stage(&model, &adopting).await).content(), listed, "and over a second adoption");
}

/// A version without the mark named a photo that it settled after the `ETag` of its copy in work.
#[tokio::test]
async fn a_leftover_without_the_mark_is_named_as_its_dead_owner_named_it() {
    let model = S3Model::new();
    model.put(WAITING, BYTES);
    staged(stage(&model, &input(&model, WAITING, "dead", None)).await);
    with_another_etag(&model, IN_WORK);
    model.alter(IN_WORK, |object| {
        object.headers.remove(CONTENT).unwrap();
    });
    let adopted = staged(stage(&model, &input(&model, IN_WORK, "x", Some("dead"))).await);
    assert_eq!(adopted.content(), "\"no-md5\"");
}

#[tokio::test]
async fn a_key_in_another_folder_is_refused_by_name() {
    let model = S3Model::new();
    model.put("procesadas/a.jpg", BYTES);
    let wanted = input(&model, "procesadas/a.jpg", "x", None);
    let refused = handle(&model.plain_bucket(), &Folders::default(), &wanted).await.unwrap_err();
    assert!(matches!(refused, StageError::Outside { .. }));
    assert_eq!(lambda_runtime::Diagnostic::from(refused).error_type, "Apoyo.InvalidInput");
}
