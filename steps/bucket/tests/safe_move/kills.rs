use std::sync::Arc;

use apoyo_bucket::model::{At, Failure, Fault, S3Model};
use apoyo_bucket::{Move, MovePhoto};

use crate::conservation::{Watched, assert_at_rest, assert_somewhere};
use crate::scene::{Upload, claim, model, moved_to, run};

/// More than the calls of a move.
const POINTS: usize = 8;

/// Runs a move that is killed at its call of this number: the process is gone, its future dropped.
async fn killed(model: &S3Model, wanted: &Move, at: usize, fault: fn(Failure) -> Fault) {
    let script = Watched { model: model.clone(), script: At::new(at, fault(Failure::Silence)) };
    let bucket = model.bucket(Arc::new(script));
    let moving = bucket.move_photo(wanted);
    // Nothing here waits for time or sockets: a future that stays pending after this many turns waits for ever.
    tokio::select! {
        biased;
        _ = moving => {}
        () = turns(200) => {}
    }
    assert_somewhere(model, &format!("after a kill at call {at}"));
}

async fn turns(count: usize) {
    for _ in 0..count {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_move_killed_at_any_call_is_completed_by_the_next() {
    for upload in [Upload::Plain, Upload::OldInParts] {
        for fault in [Fault::Before as fn(Failure) -> Fault, Fault::After] {
            for at in 0..POINTS {
                let model = model(upload);
                let wanted = claim(&model, "x");
                killed(&model, &wanted, at, fault).await;
                let end = run(&model, &wanted).await.unwrap();
                assert_eq!(moved_to(&end), Some("procesando/línea 4+5/a b%.jpg"), "{upload:?} {at}");
                assert_at_rest(&model, &format!("after a kill at call {at} and a second try"));
            }
        }
    }
}

#[tokio::test]
async fn a_move_killed_twice_at_any_two_calls_is_completed_by_the_third() {
    let faults = [Fault::Before as fn(Failure) -> Fault, Fault::After];
    for (first, second) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        for at in 0..POINTS * POINTS {
            let model = model(Upload::Plain);
            let wanted = claim(&model, "x");
            killed(&model, &wanted, at / POINTS, faults[first]).await;
            killed(&model, &wanted, at % POINTS, faults[second]).await;
            assert!(moved_to(&run(&model, &wanted).await.unwrap()).is_some());
            assert_at_rest(&model, &format!("after kills at calls {} and {}", at / POINTS, at % POINTS));
        }
    }
}

#[tokio::test]
async fn a_kill_does_happen_at_each_of_the_four_calls() {
    for at in 0..4 {
        let model = model(Upload::Plain);
        let wanted = claim(&model, "x");
        killed(&model, &wanted, at, Fault::Before).await;
        let in_place = model.keys("sin procesar/").len();
        assert_eq!(in_place, 1, "a move killed before its call {at} has not deleted the source");
    }
}
