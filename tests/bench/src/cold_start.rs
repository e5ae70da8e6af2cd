use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use apoyo_constructs::Architecture;
use apoyo_package::{Package, Packages, Step};
use apoyo_photo::Verdict;
use apoyo_runtime_api::{Answer, BucketOnLoopback, Function};
use serde_json::Value;
use tempfile::TempDir;

use crate::spread::Spread;

/// What the binaries are started under.
#[derive(Debug)]
pub(crate) struct Conditions {
    /// The file of certificates that they are told of.
    pub(crate) certificates: Option<PathBuf>,
    /// The control group that they are started in.
    pub(crate) cpu_group: Option<PathBuf>,
}

/// One start.
struct Start {
    /// From before the process is made to its first request for an event.
    asks: Duration,
    /// And to the answer to the first event.
    answers: Duration,
}

/// Starts the binary of each zip `runs` times, one after the other, and prints a table.
pub(crate) fn measure(packages: &Path, runs: usize, conditions: &Conditions) -> anyhow::Result<()> {
    let packages = Packages::read(packages, ARCHITECTURE)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    println!("| function | zip | binary | first `next`, median | p95 | first answer, median | p95 |");
    println!("|---|---|---|---|---|---|---|");
    for package in packages.all() {
        let folder = tempfile::tempdir()?;
        let binary = unpacked(package, &folder)?;
        let starts: anyhow::Result<Vec<Start>> =
            (0..=runs).map(|_| runtime.block_on(start(package.step, &binary, conditions))).collect();
        // The first reads the binary from the disk; here it is the start that is measured.
        print(package, &starts?[1..])?;
    }
    Ok(())
}

const ARCHITECTURE: Architecture =
    if cfg!(target_arch = "aarch64") { Architecture::Arm64 } else { Architecture::X86_64 };

fn unpacked(package: &Package, folder: &TempDir) -> anyhow::Result<PathBuf> {
    let path = folder.path().join("bootstrap");
    fs::write(&path, package.binary()?)?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
    Ok(path)
}

/// Starts a binary once over a bucket of its own, has it answer one event, and ends it.
#[expect(clippy::disallowed_methods, reason = "measuring is what this program is for")]
async fn start(step: Step, binary: &Path, conditions: &Conditions) -> anyhow::Result<Start> {
    let bucket = BucketOnLoopback::open().await?;
    let event = event(step, &bucket).await?;
    let mut variables = bucket.variables();
    if let Some(file) = &conditions.certificates {
        variables.push(("SSL_CERT_FILE", file.display().to_string()));
    }
    let group = conditions.cpu_group.as_deref();
    enter(group)?;
    let began = Instant::now();
    let started = Function::start(binary, variables).await;
    enter(group.and_then(Path::parent))?;
    let mut function = started?;
    function.asks().await?;
    let asks = began.elapsed();
    let answer = function.invoke(event).await?;
    let answers = began.elapsed();
    anyhow::ensure!(matches!(answer, Answer::Response(_)), "{step} answered with {answer:?}");
    Ok(Start { asks, answers })
}

/// Moves this thread into a control group; what it starts from then on is in there too.
fn enter(group: Option<&Path>) -> anyhow::Result<()> {
    let Some(group) = group else { return Ok(()) };
    let tasks = group.join("tasks");
    fs::write(&tasks, "0").with_context(|| tasks.display().to_string())
}

/// An event that the step succeeds on; `classify` gets a photo of 12 megapixels, of one colour.
async fn event(step: Step, bucket: &BucketOnLoopback) -> anyhow::Result<Value> {
    let small = b"a photo of which only its name matters";
    Ok(match step {
        Step::List => bucket.event_for_list(small).await?,
        Step::Stage => bucket.event_for_stage(small).await?,
        Step::Classify => bucket.event_for_classify(&apoyo_fixtures::flat_jpeg(4000, 3000)).await?,
        Step::Keep => bucket.event_for_settling(small, Verdict::Keep).await?,
        Step::Delete => bucket.event_for_settling(small, Verdict::Discard).await?,
        Step::Report => bucket.event_for_report(small).await?,
    })
}

fn print(package: &Package, starts: &[Start]) -> anyhow::Result<()> {
    let spread = |of: fn(&Start) -> Duration| Spread::of(starts.iter().map(of).collect());
    let (asks, answers) = (spread(|start| start.asks), spread(|start| start.answers));
    let (asks, answers) = asks.zip(answers).context("at least 1 run is needed")?;
    let milliseconds = |duration: Duration| format!("{:.1} ms", duration.as_secs_f64() * 1e3);
    println!(
        "| {} | {} | {} | {} | {} | {} | {} |",
        package.step,
        package.bytes,
        package.binary_bytes,
        milliseconds(asks.median),
        milliseconds(asks.p95),
        milliseconds(answers.median),
        milliseconds(answers.p95)
    );
    Ok(())
}
