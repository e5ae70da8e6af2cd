use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use apoyo_functions::{FunctionSet, LambdaService};
use apoyo_jobs::{Jobs, JobsService};
use apoyo_local::Exposure;
use apoyo_local::cloud::{CloudOptions, EmbeddedCloud};
use apoyo_local::s3::EmbeddedS3;
use apoyo_photo::Folder;
use apoyo_schedules::{SchedulerService, Schedules};
use apoyo_services::Reach;
use apoyo_stack::Config;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::UpArguments;
use super::around::Around;
use super::deploy::deploy;
use super::engine_says::EngineSays;
use super::functions::{self, Steps};
use super::keys::Keys;
use super::local_section::LocalSection;
use super::served::Served;
use super::starts::{self, Starter};
use super::tasks::tasks;
use super::upload_log::S3Uploads;
use super::welcome::Welcome;
use super::{jobs, own_endpoints};
use crate::exit::End;
use crate::infra::subject;
use crate::run::{BATCHES_PER_CORE, BUCKET};
use crate::say::say;
use crate::{clock, model, services};

/// Lambda itself says what is too large for it, so a little more is let in.
const LAMBDA_BODY_LIMIT_BYTES: usize = apoyo_functions::REQUEST_PAYLOAD_LIMIT_BYTES + (64 << 10);

/// Serves the embedded cloud until Ctrl-C or SIGTERM.
pub(crate) fn up(wanted: &UpArguments) -> anyhow::Result<End> {
    let config = subject::read(wanted.config.as_deref())?;
    let section = LocalSection::read(&config.local)?;
    let keys = Keys::of_environment(wanted.host)?;
    let steps = match &wanted.isolated {
        None => Steps::InProcess(Box::new(model::open(wanted.model.as_deref())?)),
        Some(folder) => Steps::Isolated(binaries(folder)?),
    };
    let runtime = tokio::runtime::Runtime::new().context("failed to start threads")?;
    let end = runtime.block_on(serve(wanted, (&config, &section), (keys, steps)));
    // Steps under way are left where they stand, as a kill would; the next start goes on with them.
    runtime.shutdown_timeout(Duration::from_secs(1));
    end
}

/// Where the Lambda executables are: beside this program where nothing else is said.
fn binaries(named: &Path) -> anyhow::Result<PathBuf> {
    if !named.as_os_str().is_empty() {
        return Ok(named.to_owned());
    }
    let program = std::env::current_exe().context("where this program is cannot be told")?;
    Ok(program.parent().unwrap_or(Path::new("/")).to_owned())
}

async fn serve(
    wanted: &UpArguments,
    (config, section): (&Config, &LocalSection),
    (keys, steps): (Keys, Steps),
) -> anyhow::Result<End> {
    let listener = TcpListener::bind((wanted.host, wanted.port)).await.with_context(|| {
        format!("port {} of {}: name another one with --port, or 0 for a free one", wanted.port, wanted.host)
    })?;
    let address = listener.local_addr().context("the listener has no address")?;
    let options = options(wanted, &keys);
    let s3 = EmbeddedCloud::open_s3(&options)?;
    make_bucket(&s3).await?;
    let around = Around { address, keys, own: std::path::absolute(options.own_folder())? };
    let folder = folder_of(wanted.config.as_deref());
    let running = EngineSays::default();
    let declared = (&section.functions, &config.bucket.folders, folder);
    let functions = functions::start((&around, &s3), (steps, running.clone()), declared)?;
    let (jobs, job) = jobs::open(&around, (config, &section.jobs, folder)).await?;
    let named = services::named(Reach::NamedOnly).await.not_at(address);
    let callees = (functions.clone(), jobs.clone());
    let tasks = Arc::new(tasks(callees, &s3, own_endpoints::add(named, &around)?));
    let cloud = EmbeddedCloud::open(&options, s3, tasks).await?;
    running.ask(cloud.engine());
    let machine = deploy(cloud.step_functions(), job).await?;
    let schedules = starts::schedules(&around.own, config, &machine).await?;
    let starter = Arc::new(Starter(cloud.step_functions().clone()));
    tokio::spawn(schedules.clone().run(Arc::clone(&starter) as Arc<_>));
    if let Some(uploads) = starts::uploads(&around.own, config, &machine)? {
        let waiting = config.bucket.folders.prefix(Folder::Waiting);
        let log = Arc::new(S3Uploads::below(cloud.s3(), BUCKET, waiting));
        tokio::spawn(uploads.run(log, starter));
    }
    let resumption = cloud.resumption();
    say(Welcome { around: &around, data: &wanted.data, machine: &machine, resumption, config });
    for (execution, why) in &resumption.damaged {
        eprintln!("apoyo: {execution} cannot go on: {why}");
    }
    let cloud = with_services(cloud, functions, jobs.clone(), schedules);
    let exposure = if wanted.host.is_loopback() { Exposure::Loopback } else { Exposure::Network };
    cloud.serve(listener, exposure, asked_to_end()?).await?;
    jobs.shut_down().await;
    Ok(End::Done)
}

/// The folder of the configuration, which paths in it are relative to.
fn folder_of(config: Option<&Path>) -> &Path {
    let parent = config.and_then(Path::parent).filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}

/// The services beside S3 and Step Functions.
fn with_services(
    cloud: EmbeddedCloud,
    functions: FunctionSet,
    jobs: Jobs,
    schedules: Schedules,
) -> EmbeddedCloud {
    let lambda = LambdaService::new(functions);
    let batch = JobsService::new(jobs);
    let service = SchedulerService::new(schedules);
    let answer = move |request| {
        let lambda = lambda.clone();
        async move { lambda.call(request).await }
    };
    let cloud = cloud.with(Served { name: "lambda", body_limit: LAMBDA_BODY_LIMIT_BYTES, answer });
    let answer = move |request| {
        let batch = batch.clone();
        async move { batch.call(request).await }
    };
    let cloud = cloud.with(Served { name: "batch", body_limit: apoyo_jobs::BODY_LIMIT_BYTES, answer });
    let answer = move |request| {
        let service = service.clone();
        async move { service.call(request).await }
    };
    cloud.with(Served { name: "scheduler", body_limit: apoyo_schedules::BODY_LIMIT_BYTES, answer })
}

fn options(wanted: &UpArguments, keys: &Keys) -> CloudOptions {
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let children = NonZeroUsize::new(cores * BATCHES_PER_CORE).unwrap_or(NonZeroUsize::MIN);
    let seed = clock::now().as_microsecond().unsigned_abs() ^ u64::from(std::process::id()).rotate_left(40);
    CloudOptions::new(&wanted.data, seed).map_concurrency(children).credentials(&keys.id, &keys.secret)
}

/// Returns at Ctrl-C or SIGTERM.
fn asked_to_end() -> anyhow::Result<impl Future<Output = ()> + Send> {
    let mut terminated = signal(SignalKind::terminate()).context("failed to wait for SIGTERM")?;
    Ok(async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Makes the photo bucket; nothing where it is there.
async fn make_bucket(s3: &EmbeddedS3) -> anyhow::Result<()> {
    let Err(error) = s3.client().create_bucket().bucket(BUCKET).send().await else { return Ok(()) };
    match error.as_service_error() {
        Some(refused) if refused.is_bucket_already_owned_by_you() => Ok(()),
        _ => Err(error).with_context(|| format!("bucket {BUCKET}")),
    }
}
