//! SIGTERM: the machine is being taken back.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use apoyo_bucket::model::{Call, Failure, Fault, NoFaults, S3Model, Script};
use apoyo_photo::WorkerExit;
use apoyo_worker::AttemptEnd;
use futures::future::BoxFuture;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::scene::{file, job, run, staged, worker};

const PHOTOS: usize = 60;

/// Rings when a number of calls were made; from then on each call meets this fault.
#[derive(Debug)]
struct Rings {
    at: usize,
    after: Fault,
    made: AtomicUsize,
    /// Calls on photos since the bell.
    read_since: AtomicUsize,
    bell: Arc<Notify>,
}

impl Rings {
    fn new(at: usize, after: Fault) -> Arc<Self> {
        Arc::new(Self { at, after, made: 0.into(), read_since: 0.into(), bell: Arc::default() })
    }
}

impl Script for Rings {
    fn decide(&self, call: Call) -> BoxFuture<'static, Fault> {
        let made = self.made.fetch_add(1, Ordering::SeqCst);
        if made == self.at {
            self.bell.notify_one();
        } else if made > self.at && call.key.starts_with("procesando/") {
            self.read_since.fetch_add(1, Ordering::SeqCst);
        }
        let fault = if made >= self.at { self.after } else { Fault::None };
        Box::pin(async move { fault })
    }
}

/// Runs a worker that is asked to end at one of its calls.
async fn run_stopped(model: &S3Model, at: usize, after: Fault) -> AttemptEnd {
    run_rung(model, &Rings::new(at, after)).await
}

async fn run_rung(model: &S3Model, script: &Arc<Rings>) -> AttemptEnd {
    let bell = Arc::clone(&script.bell);
    worker(model, job(0), script.clone()).run(async move { bell.notified().await }).await
}

#[tokio::test(start_paused = true)]
async fn a_worker_asked_to_end_at_any_call_says_so_or_is_done_and_the_next_one_goes_on() {
    let undisturbed = staged(PHOTOS);
    run(&undisturbed, 0).await;
    let mut resumed = 0;
    for at in 0..120 {
        let model = staged(PHOTOS);
        let end = run_stopped(&model, at, Fault::None).await;
        let is_written = !file(&model, 0).is_empty();
        assert!(if end.exit == WorkerExit::Done { is_written } else { end.exit.code() == 143 }, "call {at}");
        let next = run(&model, 0).await;
        assert_eq!(next.exit, WorkerExit::Done);
        if !is_written {
            assert_eq!(
                next.tally.resumed,
                end.tally.judged() + end.tally.resumed,
                "call {at}: nothing is lost"
            );
            resumed += next.tally.resumed;
        }
        assert!(file(&model, 0) == file(&undisturbed, 0), "call {at}");
    }
    assert!(resumed > 0);
}

#[tokio::test(start_paused = true)]
async fn a_worker_asked_to_end_takes_no_new_photo() {
    let model = staged(PHOTOS);
    let script = Rings::new(10, Fault::None);
    let end = run_rung(&model, &script).await;
    assert_eq!(end.exit, WorkerExit::Stopped);
    let read_since = script.read_since.load(Ordering::SeqCst);
    assert!(read_since <= 3, "only the three under way may still be read: {read_since}, {:?}", end.tally);
}

#[tokio::test(start_paused = true)]
async fn what_hangs_is_given_up_well_before_batch_kills() {
    for after in [Fault::Before(Failure::Silence), Fault::Before(Failure::Answer(503, "SlowDown"))] {
        let model = staged(PHOTOS);
        let start = Instant::now();
        let end = run_stopped(&model, 30, after).await;
        assert_eq!(end.exit, WorkerExit::Stopped);
        assert!(start.elapsed() <= Duration::from_secs(21), "{:?}", start.elapsed());
        let next = run(&model, 0).await;
        assert_eq!(next.exit, WorkerExit::Done);
    }
}

#[tokio::test(start_paused = true)]
async fn a_worker_asked_to_end_before_it_began_touches_nothing() {
    let model = staged(PHOTOS);
    let end = worker(&model, job(0), Arc::new(NoFaults)).run(async {}).await;
    assert_eq!((end.exit, end.tally.photos), (WorkerExit::Stopped, 0));
    assert!(model.keys("ejecuciones/x/progress").is_empty());
}
