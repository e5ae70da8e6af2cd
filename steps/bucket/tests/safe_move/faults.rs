use std::sync::Arc;

use apoyo_bucket::model::{At, Failure, Fault};
use apoyo_photo::ErrorName;

use crate::conservation::{Watched, assert_at_rest, assert_somewhere};
use crate::scene::{Upload, claim, model, moved_to, run, run_past};

const FAILURES: [Failure; 9] = [
    Failure::Lost,
    Failure::Answer(500, "InternalError"),
    Failure::Answer(503, "SlowDown"),
    Failure::Answer(503, "ServiceUnavailable"),
    Failure::Answer(429, "Throttling"),
    Failure::Answer(409, "ConditionalRequestConflict"),
    Failure::Answer(412, "PreconditionFailed"),
    Failure::In200("InternalError"),
    Failure::In200("SlowDown"),
];

#[tokio::test]
async fn a_fault_at_any_call_with_or_without_its_effect_loses_nothing() {
    for upload in [Upload::Plain, Upload::OldInParts] {
        for failure in FAILURES {
            for at in 0..8 {
                for fault in [Fault::Before(failure), Fault::After(failure)] {
                    let model = model(upload);
                    let wanted = claim(&model, "x");
                    let script = Watched { model: model.clone(), script: At::new(at, fault) };
                    let first = run_past(&model, &wanted, Arc::new(script)).await;
                    let when = format!("with {fault:?} at call {at} of {upload:?}: {first:?}");
                    assert_somewhere(&model, &when);
                    if let Err(error) = &first {
                        assert_eq!(error.name(), ErrorName::Transient, "{when}");
                    }
                    let end = run(&model, &wanted).await.unwrap();
                    assert!(moved_to(&end).is_some(), "{when}, then {end:?}");
                    assert_at_rest(&model, &when);
                }
            }
        }
    }
}

#[tokio::test]
async fn an_error_in_a_copy_of_status_200_is_an_error() {
    let model = model(Upload::Plain);
    let wanted = claim(&model, "x");
    let script = At::new(1, Fault::Before(Failure::In200("InternalError")));
    let error = run_past(&model, &wanted, Arc::new(script)).await.unwrap_err();
    assert!(error.to_string().contains("CopyObject") && error.to_string().contains("status 200"), "{error}");
    assert_eq!(model.keys("procesando/"), [""; 0]);
}

#[tokio::test]
async fn a_refusal_of_rights_is_named_and_moves_nothing() {
    for at in 0..4 {
        let model = model(Upload::Plain);
        let wanted = claim(&model, "x");
        let script = At::new(at, Fault::Before(Failure::Answer(403, "AccessDenied")));
        let error = run_past(&model, &wanted, Arc::new(script)).await.unwrap_err();
        assert_eq!(error.name(), ErrorName::AccessDenied, "{error}");
        assert_eq!(model.keys("sin procesar/").len(), 1);
    }
}

#[tokio::test]
async fn a_lost_reply_to_the_copy_is_seen_as_done() {
    let model = model(Upload::Plain);
    let wanted = claim(&model, "x");
    let script = At::new(1, Fault::After(Failure::Answer(409, "ConditionalRequestConflict")));
    let end = run_past(&model, &wanted, Arc::new(script)).await.unwrap();
    assert_eq!(moved_to(&end), Some("procesando/línea 4+5/a b%.jpg"));
    assert_at_rest(&model, "after a conflict that had its effect");
}
