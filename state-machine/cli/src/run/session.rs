use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use apoyo_engine::{ExecutionDescription, Status};
use apoyo_local::s3::EmbeddedS3;
use apoyo_photo::{Folders, Score, StartInput, ThresholdOverrides};
use apoyo_scenes::SetOptions;
use jiff::Timestamp;

use super::bring::{Bringer, Brought};
use super::cloud::{BUCKET, Cloud};
use super::ledger::Ledger;
use super::places::Places;
use super::progress::Progress;
use super::scan::scan;
use super::summary::Summary;
use super::tally::Tally;
use crate::arguments::RunArguments;
use crate::exit::End;
use crate::{clock, demo, model};

/// Where `--demo` renders its photos, below the current folder.
const DEMO_FOLDER: &str = "apoyo-demo";

/// How many photos `--demo` renders.
const DEMO_PHOTOS: u64 = 24;

/// File that remembers which of the user's files came in, beside the S3's own bookkeeping.
const LEDGER: &str = ".apoyo/brought.jsonl";

/// Sorts a folder of photos.
pub(crate) fn run(wanted: &RunArguments) -> anyhow::Result<End> {
    let places = Places::resolve(&source_folder(wanted)?, wanted.out.as_deref())?;
    let started = clock::now();
    let classifier = model::open(wanted.model.as_deref())?;
    classifier
        .model()
        .thresholds
        .overridden_by(thresholds(wanted)?)
        .context("--keep-above and --discard-below")?;
    let runtime = tokio::runtime::Runtime::new().context("failed to start threads")?;
    let end = runtime.block_on(async {
        tokio::select! {
            end = sort(wanted, &places, classifier, started) => end,
            _ = tokio::signal::ctrl_c() => {
                eprintln!("\nstopped; nothing is lost, the same command goes on where this one was");
                Ok(End::Failed)
            }
        }
    });
    // Steps under way are left where they stand, as a kill would: every one of them may be repeated.
    runtime.shutdown_timeout(Duration::from_secs(1));
    end
}

fn source_folder(wanted: &RunArguments) -> anyhow::Result<std::path::PathBuf> {
    if let Some(folder) = &wanted.folder {
        return Ok(folder.clone());
    }
    let folder = Path::new(DEMO_FOLDER);
    demo::render_once(folder, &SetOptions { count: DEMO_PHOTOS, megapixels: None, seed: 1 })?;
    Ok(folder.to_owned())
}

async fn sort(
    wanted: &RunArguments,
    places: &Places,
    classifier: apoyo_vision::Classifier,
    started: Timestamp,
) -> anyhow::Result<End> {
    let s3 = Cloud::open_s3(&places.out)?;
    let (brought, problems) = bring(&s3, places).await?;
    let tally = Arc::new(Tally::default());
    let cloud = Cloud::start(&s3, classifier, Arc::clone(&tally))?;
    let progress = Progress::watch(Arc::clone(&tally));
    let ended = cloud.execute(&execution_name(started), &input(wanted)?).await;
    progress.finish();
    let ended = ended?;
    let summary = Summary::new(
        places,
        brought,
        tally.totals().unwrap_or_default(),
        clock::now().duration_since(started),
    );
    summary.print(wanted.json)?;
    Ok(end(&ended, &summary, (problems, wanted.strict)))
}

/// Brings in what is new and says what it could not bring; returns how many files that were.
async fn bring(s3: &EmbeddedS3, places: &Places) -> anyhow::Result<(Brought, usize)> {
    let found = scan(&places.source, &places.out);
    let ledger = Ledger::open(&places.out.join(LEDGER)).with_context(|| format!("file {LEDGER}"))?;
    let folders = Folders::default();
    let mut bringer = Bringer { s3, bucket: BUCKET, folders: &folders, ledger };
    let (brought, troubles) = bringer.bring(&found.photos).await;
    for reason in found.unreadable.iter().cloned().chain(troubles.iter().map(ToString::to_string)) {
        eprintln!("apoyo: not brought in: {reason}");
    }
    eprintln!("{}", brought_in(&brought, found.others));
    Ok((brought, found.unreadable.len() + troubles.len()))
}

fn brought_in(brought: &Brought, others: u64) -> String {
    let new = brought.linked + brought.copied;
    let photos = if new == 1 { "photo" } else { "photos" };
    let known = match brought.known {
        0 => String::new(),
        known => format!(", {known} known from an earlier run"),
    };
    match others {
        0 => format!("{new} new {photos}{known}"),
        1 => format!("{new} new {photos}{known}, 1 other file left alone"),
        _ => format!("{new} new {photos}{known}, {others} other files left alone"),
    }
}

/// What the person asked for in place of the model's thresholds.
fn thresholds(wanted: &RunArguments) -> anyhow::Result<ThresholdOverrides> {
    Ok(ThresholdOverrides {
        keep_above: wanted.keep_above.map(Score::try_from).transpose()?,
        discard_below: wanted.discard_below.map(Score::try_from).transpose()?,
    })
}

/// The execution's input, as a person would type it in the console.
fn input(wanted: &RunArguments) -> anyhow::Result<String> {
    let ThresholdOverrides { keep_above, discard_below } = thresholds(wanted)?;
    let input = StartInput { dry_run: wanted.dry_run, keep_above, discard_below, ..StartInput::default() };
    Ok(serde_json::to_string(&input)?)
}

/// `2026-11-21T08-15-30.123Z`: sorts by time in a folder, and has no character that Step Functions refuses.
fn execution_name(started: Timestamp) -> String {
    format!("{started:.3}").replace(':', "-")
}

fn end(ended: &ExecutionDescription, summary: &Summary, (problems, strict): (usize, bool)) -> End {
    if ended.status != Status::Succeeded {
        let failure = ended.failure.as_ref();
        let text = failure.map_or_else(|| format!("{:?}", ended.status), ToString::to_string);
        eprintln!("apoyo: execution {} failed: {text}", ended.name);
        eprintln!("nothing is lost; the same command takes up what is left");
        return End::Failed;
    }
    match (problems, strict && summary.totals.review > 0) {
        (0, false) => End::Done,
        (0, true) => End::NeedsReview,
        _ => End::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_execution_is_named_after_its_start() {
        let name = execution_name("2026-11-21T08:15:30.123456Z".parse().unwrap());
        assert_eq!(name, "2026-11-21T08-15-30.123Z");
        assert!(name.parse::<apoyo_photo::ExecutionName>().is_ok());
    }
}
