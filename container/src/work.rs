use std::process::ExitCode;

use apoyo_bucket::Bucket;
use apoyo_photo::WorkerExit;
use apoyo_vision::Classifier;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::{Job, TokioClock, Worker};

/// Works on the shard that the environment names, as a process of its own: its variables are those of [`Job`], `RUST_LOG`
/// (default `info`), and those of the AWS SDK; its log is JSON, a line an event, on standard output; its exit codes are
/// those of [`WorkerExit`].
pub fn work() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).init();
    let exit = match tokio::runtime::Runtime::new() {
        Ok(runtime) => {
            let exit = runtime.block_on(attempt());
            // A photo that is being looked at cannot be interrupted, and nobody waits for it any more.
            runtime.shutdown_background();
            exit
        }
        Err(error) => failed(&error),
    };
    ExitCode::from(exit.code())
}

async fn attempt() -> WorkerExit {
    // First of all: as process 1 of a container, a process without a handler does not even notice SIGTERM.
    let signals = [SignalKind::terminate(), SignalKind::interrupt()].map(signal);
    let [Ok(terminate), Ok(interrupt)] = signals else { return failed(&"signals cannot be waited for") };
    let job = match Job::read() {
        Ok(job) => job,
        Err(error) => return failed(&error),
    };
    let classifier = match Classifier::shipped() {
        Ok(classifier) => classifier,
        Err(error) => return failed(&error),
    };
    tracing::info!(execution = %job.input.execution, shard = job.index, attempt = job.attempt, "started");
    let bucket = Bucket::from_environment(job.environment.bucket.clone()).await;
    Worker::new(job, bucket, classifier, TokioClock::start())
        .run(asked_to_end(terminate, interrupt))
        .await
        .exit
}

/// Returns when the machine is being taken back, or somebody presses Ctrl-C.
async fn asked_to_end(mut terminate: Signal, mut interrupt: Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("asked to end");
}

fn failed(error: &dyn std::fmt::Display) -> WorkerExit {
    tracing::error!(%error, "the worker cannot start");
    WorkerExit::Failed
}
