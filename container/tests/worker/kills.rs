//! A worker dies at any of its calls, or any of them fails; the next one makes the same file.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use apoyo_bucket::model::{At, Call, Failure, Fault, S3Model, Script};
use apoyo_photo::WorkerExit;
use futures::future::BoxFuture;

use crate::scene::{file, job, run, run_past, run_until_dead, staged};

const PHOTOS: usize = 24;

/// The process dies at one call, before or after its effect: that call and all later ones are never answered.
#[derive(Debug)]
struct Dies {
    at: usize,
    last: Fault,
    made: AtomicUsize,
}

impl Script for Dies {
    fn decide(&self, _call: Call) -> BoxFuture<'static, Fault> {
        let fault = match self.made.fetch_add(1, Ordering::SeqCst) {
            call if call < self.at => Fault::None,
            call if call == self.at => self.last,
            _ => Fault::Before(Failure::Silence),
        };
        Box::pin(async move { fault })
    }
}

fn dies(at: usize, last: fn(Failure) -> Fault) -> Arc<Dies> {
    Arc::new(Dies { at, last: last(Failure::Silence), made: AtomicUsize::new(0) })
}

const EITHER_WAY: [fn(Failure) -> Fault; 2] = [Fault::Before, Fault::After];

/// The file of a worker that nothing disturbs, and how many calls it makes.
async fn undisturbed() -> (String, usize) {
    let model = staged(PHOTOS);
    let script = Arc::new(At::new(usize::MAX, Fault::None));
    assert_eq!(run_past(&model, job(0), Arc::<At>::clone(&script)).await.exit, WorkerExit::Done);
    (file(&model, 0), script.made())
}

async fn is_completed(model: &S3Model, wanted: &str, when: &str) {
    let end = run(model, 0).await;
    assert_eq!(end.exit, WorkerExit::Done, "{when}: {:?}", end.error);
    assert!(file(model, 0) == wanted, "{when}: {}", file(model, 0));
}

#[tokio::test(start_paused = true)]
async fn a_worker_killed_at_any_call_is_completed_by_the_next() {
    let (wanted, calls) = undisturbed().await;
    let mut resumed = 0;
    for last in EITHER_WAY {
        for at in 0..calls {
            let model = staged(PHOTOS);
            // A run may need a call less than another, where two photos share a part of the progress.
            if let Some(end) = run_until_dead(&model, job(0), dies(at, last)).await {
                assert_eq!((end.exit, at > calls / 2), (WorkerExit::Done, true), "call {at} of {calls}");
            }
            resumed += u64::from(!model.keys("ejecuciones/x/progress/").is_empty());
            is_completed(&model, &wanted, &format!("after a kill at call {at}")).await;
        }
    }
    assert!(resumed > 0, "some attempts leave progress");
}

#[tokio::test(start_paused = true)]
async fn a_worker_killed_twice_is_completed_by_the_third() {
    let (wanted, calls) = undisturbed().await;
    for first in (0..calls).step_by(5) {
        for second in (0..calls).step_by(7) {
            let model = staged(PHOTOS);
            run_until_dead(&model, job(0), dies(first, Fault::After)).await;
            run_until_dead(&model, job(0), dies(second, Fault::Before)).await;
            is_completed(&model, &wanted, &format!("after kills at calls {first} and {second}")).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn one_call_that_fails_in_a_way_that_passes_changes_nothing() {
    let (wanted, calls) = undisturbed().await;
    let failures = [Failure::Lost, Failure::Answer(503, "SlowDown"), Failure::Answer(500, "InternalError")];
    for failure in failures {
        for fault in EITHER_WAY {
            for at in 0..calls {
                let model = staged(PHOTOS);
                let end = run_past(&model, job(0), Arc::new(At::new(at, fault(failure)))).await;
                assert_eq!(end.exit, WorkerExit::Done, "call {at}: {:?}", end.error);
                assert!(file(&model, 0) == wanted, "call {at}: {}", file(&model, 0));
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn two_workers_at_one_shard_at_once_both_end_well_and_leave_one_file() {
    let (wanted, _) = undisturbed().await;
    let model = staged(PHOTOS);
    let (one, other) = futures::join!(run(&model, 0), run(&model, 0));
    assert_eq!((one.exit, other.exit), (WorkerExit::Done, WorkerExit::Done));
    assert!(file(&model, 0) == wanted);
}
