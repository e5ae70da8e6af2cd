use std::net::Ipv4Addr;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use apoyo_bucket::Bucket;
use apoyo_local::Exposure;
use apoyo_local::cloud::{CloudOptions, EmbeddedCloud};
use apoyo_local::s3::EmbeddedS3;
use apoyo_photo::Folders;
use apoyo_services::Reach;
use apoyo_vision::Classifier;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::UpArguments;
use super::deploy::deploy;
use super::engine_says::EngineSays;
use super::tasks::tasks;
use super::welcome::Welcome;
use crate::exit::End;
use crate::run::{BATCHES_PER_CORE, BUCKET, PhotoFunctions, Tally};
use crate::{clock, model, services};

/// Serves the embedded cloud until Ctrl-C or SIGTERM.
pub(crate) fn up(wanted: &UpArguments) -> anyhow::Result<End> {
    let classifier = model::open(wanted.model.as_deref())?;
    let runtime = tokio::runtime::Runtime::new().context("failed to start threads")?;
    let end = runtime.block_on(serve(wanted, classifier));
    // Steps under way are left where they stand, as a kill would; the next start goes on with them.
    runtime.shutdown_timeout(Duration::from_secs(1));
    end
}

async fn serve(wanted: &UpArguments, classifier: Classifier) -> anyhow::Result<End> {
    let address = (Ipv4Addr::LOCALHOST, wanted.port);
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!("port {} of 127.0.0.1: name another one with --port, or 0 for a free one", wanted.port)
    })?;
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let children = NonZeroUsize::new(cores * BATCHES_PER_CORE).unwrap_or(NonZeroUsize::MIN);
    let seed = clock::now().as_microsecond().unsigned_abs() ^ u64::from(std::process::id()).rotate_left(40);
    let options = CloudOptions::new(&wanted.data, seed).map_concurrency(children);
    let s3 = EmbeddedCloud::open_s3(&options)?;
    make_bucket(&s3).await?;
    let running = EngineSays::default();
    let address = listener.local_addr().context("the listener has no address")?;
    let named = services::named(Reach::NamedOnly).await.not_at(address);
    let functions = functions(&s3, classifier, running.clone());
    let tasks = Arc::new(tasks(&s3, functions, named));
    let cloud = EmbeddedCloud::open(&options, s3, tasks).await?;
    running.ask(cloud.engine());
    let machine = deploy(cloud.step_functions()).await?;
    let resumption = cloud.resumption();
    print!("{}", Welcome { address, data: &wanted.data, machine: &machine, resumption });
    for (execution, why) in &resumption.damaged {
        eprintln!("apoyo: {execution} cannot go on: {why}");
    }
    let mut terminated = signal(SignalKind::terminate()).context("failed to wait for SIGTERM")?;
    let end = async {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated.recv() => {}
        }
    };
    cloud.serve(listener, Exposure::Loopback, end).await?;
    Ok(End::Done)
}

fn functions(
    s3: &EmbeddedS3,
    classifier: Classifier,
    running: EngineSays,
) -> PhotoFunctions<Classifier, EngineSays> {
    let bucket = Bucket::new(s3.client(), BUCKET);
    let tally = Arc::new(Tally::default());
    PhotoFunctions::new((bucket, Folders::default()), classifier, (running, tally))
}

/// Makes the photo bucket; nothing where it is there.
async fn make_bucket(s3: &EmbeddedS3) -> anyhow::Result<()> {
    let Err(error) = s3.client().create_bucket().bucket(BUCKET).send().await else { return Ok(()) };
    match error.as_service_error() {
        Some(refused) if refused.is_bucket_already_owned_by_you() => Ok(()),
        _ => Err(error).with_context(|| format!("bucket {BUCKET}")),
    }
}
