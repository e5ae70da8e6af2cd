//! Photos that fail, and machinery that does: which is which.

use std::sync::Arc;

use apoyo_bucket::model::{Failure, Fault, NoFaults, S3Model};
use apoyo_photo::{ErrorName, WorkerExit};

use crate::scene::{OnKey, failures, file_key, job, lines, listed, run, run_past, staged};

const PHOTOS: usize = 60;
const DENIED: Fault = Fault::Before(Failure::Answer(403, "AccessDenied"));
const DOWN: Fault = Fault::Before(Failure::Answer(503, "ServiceUnavailable"));

/// The first photo of shard 0 that is to be looked at.
fn first(model: &S3Model) -> String {
    let shards = job(0).input.shards;
    let is_first =
        |key: &&String| shards.of(&key.replace("procesando/", "sin procesar/").parse().unwrap()) == 0;
    model.keys("procesando/").iter().find(is_first).unwrap().clone()
}

fn undisturbed() -> S3Model {
    staged(PHOTOS)
}

#[tokio::test(start_paused = true)]
async fn a_photo_that_is_denied_is_failed_and_the_others_are_judged() {
    let model = undisturbed();
    let key = first(&model);
    let end = run_past(&model, job(0), OnKey::always(&key, DENIED)).await;
    assert_eq!((end.exit, end.tally.failed), (WorkerExit::Done, 1));
    let wanted = (key.replace("procesando/", "sin procesar/"), ErrorName::AccessDenied.to_string());
    assert_eq!(failures(&model, 0), [wanted]);
    assert_eq!(lines(&model, 0).len() as u64, end.tally.photos);
}

#[tokio::test(start_paused = true)]
async fn a_photo_that_is_no_longer_what_was_staged_is_failed() {
    for replaced in [true, false] {
        let model = undisturbed();
        let key = first(&model);
        if replaced {
            model.put(&key, b"0.123456");
        } else {
            model.remove(&key);
        }
        let end = run(&model, 0).await;
        assert_eq!(end.exit, WorkerExit::Done);
        assert_eq!(failures(&model, 0)[0].1, ErrorName::NotFound.as_str());
    }
}

#[tokio::test(start_paused = true)]
async fn a_photo_whose_trouble_lasts_is_tried_again_at_the_end_and_then_failed() {
    let model = undisturbed();
    let key = first(&model);
    let end = run_past(&model, job(0), OnKey::always(&key, DOWN)).await;
    assert_eq!((end.exit, end.tally.failed), (WorkerExit::Done, 1));
    assert_eq!(failures(&model, 0)[0].1, ErrorName::Transient.as_str());
    // Two turns of six calls: in the eleventh and twelfth case it is judged after all.
    for (times, failed) in [(5, 0), (6, 0), (11, 0), (12, 1)] {
        let model = undisturbed();
        let end = run_past(&model, job(0), OnKey::times(&key, DOWN, times)).await;
        assert_eq!((end.exit, end.tally.failed), (WorkerExit::Done, failed), "{times} faults");
    }
}

#[tokio::test(start_paused = true)]
async fn s3_down_for_all_photos_ends_the_attempt_to_be_tried_again() {
    let model = undisturbed();
    let end = run_past(&model, job(0), OnKey::always("procesando/", DOWN)).await;
    assert_eq!((end.exit, end.exit.code()), (WorkerExit::Transient, 75));
    assert!(end.error.unwrap().to_string().starts_with("10 photos failed in a row"));
    assert!(model.get(&file_key(0)).is_none());
    assert_eq!(run(&model, 0).await.exit, WorkerExit::Done);
    assert!(failures(&model, 0).is_empty());
}

#[tokio::test(start_paused = true)]
async fn s3_down_from_the_middle_on_keeps_what_was_judged_for_the_next_attempt() {
    let model = undisturbed();
    let script = OnKey::always("procesando/línea 4/4", DOWN);
    let few = run_past(&model, job(0), script).await;
    assert_eq!(few.exit, WorkerExit::Done, "a few photos are no sign of S3 being down");
    let model = staged(200);
    let end = run_past(&model, job(0), OnKey::always("procesando/línea 4/1", DOWN)).await;
    assert_eq!(end.exit, WorkerExit::Transient);
    let next = run(&model, 0).await;
    assert_eq!(next.exit, WorkerExit::Done);
    assert_eq!(next.tally.resumed, end.tally.judged(), "all that was judged is resumed");
    assert!(end.tally.judged() > 0);
}

#[tokio::test(start_paused = true)]
async fn a_right_that_is_missing_for_every_photo_ends_the_job() {
    let model = undisturbed();
    let end = run_past(&model, job(0), OnKey::always("procesando/", DENIED)).await;
    assert_eq!((end.exit, end.exit.code()), (WorkerExit::Failed, 1));
    let error = end.error.unwrap().to_string();
    assert!(error.contains("none was judged") && error.contains("AccessDenied"), "{error}");
    assert!(model.get(&file_key(0)).is_none());
}

#[tokio::test(start_paused = true)]
async fn the_workers_own_calls_end_the_attempt_by_their_error() {
    for (fault, exit) in [(DOWN, WorkerExit::Transient), (DENIED, WorkerExit::Failed)] {
        for part in ["staged/run/manifest.json", "SUCCEEDED_1", "classified/0.jsonl", "progress/0-0"] {
            let model = undisturbed();
            let end = run_past(&model, job(0), OnKey::always(part, fault)).await;
            assert_eq!(end.exit, exit, "{part}");
            assert!(end.error.unwrap().to_string().contains(part));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn thresholds_that_contradict_the_model_end_the_job_at_the_first_photo() {
    let model = undisturbed();
    let mut wrong = job(0);
    wrong.input.thresholds.discard_below = Some(0.9.try_into().unwrap());
    let end = run_past(&model, wrong, Arc::new(NoFaults)).await;
    assert_eq!((end.exit, end.tally.judged()), (WorkerExit::Failed, 0));
    assert!(end.error.unwrap().to_string().contains("discardBelow 0.9 is above keepAbove 0.8"));
}

#[tokio::test(start_paused = true)]
async fn a_cause_as_long_as_a_stack_trace_is_cut() {
    let model = undisturbed();
    let key = first(&model);
    let long: &'static str = Box::leak("X".repeat(10_000).into_boxed_str());
    run_past(&model, job(0), OnKey::always(&key, Fault::Before(Failure::Answer(400, long)))).await;
    let file = crate::scene::file(&model, 0);
    assert!(file.lines().all(|line| line.len() < 2_000));
    assert_eq!(failures(&model, 0).len(), 1);
    assert!(listed(0).starts_with("sin procesar/"));
}
