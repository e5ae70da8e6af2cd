use apoyo_bucket::{
    HeadPhoto, ListPhotos, ReadManifest, StreamRecord, Written, classified_prefix, manifest_key,
    results_prefix, staged_prefix,
};
use apoyo_photo::step::{ListInput, Plan};
use apoyo_photo::{BatchPlan, Shards, StartInput};

use crate::asked::Asked;
use crate::lane::LaneChoice;
use crate::manifest::{Manifest, Sums};
use crate::{Config, ListError, OldestWaiting, RunningExecutions, walk};

/// What a listing found.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// What the execution will do: the step's answer.
    pub plan: Plan,
    /// Since when the oldest photo had waited before this execution, for the metric.
    pub oldest: OldestWaiting,
}

/// Plans an execution: reads its input, writes its manifest. Called again for the same execution it answers from the
/// manifest that is there, so that a retry sees the same photos.
///
/// # Errors
/// When the input breaks a rule, or S3 or Step Functions does not answer or refuses; nothing is then written, or the
/// whole manifest.
pub async fn handle<B, R>(
    bucket: &B,
    running: &R,
    config: &Config,
    input: &ListInput,
) -> Result<Listed, ListError>
where
    B: ListPhotos + HeadPhoto + StreamRecord + ReadManifest + Sync,
    R: RunningExecutions + Sync,
{
    let start = StartInput::read(&input.input)?;
    let lane = LaneChoice::read(start.lane, config.batch_lane)?;
    let asked = Asked::read(&config.folders, &start)?;
    let key = manifest_key(&config.folders, &input.execution);
    let (sums, oldest) = match Sums::of_existing(bucket, &key).await? {
        Some(sums) => (sums, OldestWaiting::Unknown),
        None => write(bucket, running, (config, input), &asked).await?,
    };
    let plan = Plan {
        execution: input.execution.clone(),
        started: input.started.clone(),
        bucket: config.bucket.clone(),
        manifest: key,
        results: results_prefix(&config.folders, &input.execution),
        photos: sums.photos,
        bytes: sums.bytes,
        lane: lane.lane(sums),
        dry_run: start.dry_run,
        thresholds: start.thresholds(),
        batch: BatchPlan::for_largest(sums.largest),
        staged: staged_prefix(&config.folders, &input.execution),
        classified: classified_prefix(&config.folders, &input.execution),
        shards: Shards::for_photos(sums.photos, sums.bytes),
    };
    Ok(Listed { plan, oldest })
}

async fn write<B, R>(
    bucket: &B,
    running: &R,
    (config, input): (&Config, &ListInput),
    asked: &Asked,
) -> Result<(Sums, OldestWaiting), ListError>
where
    B: ListPhotos + HeadPhoto + StreamRecord + ReadManifest + Sync,
    R: RunningExecutions + Sync,
{
    let folders = &config.folders;
    let key = manifest_key(folders, &input.execution);
    let mut manifest = Manifest::new(bucket.begin_once(&key, "application/x-ndjson"));
    let own = Some(&input.execution);
    let oldest = walk::add_all(bucket, running, (folders, own, asked), &mut manifest).await?;
    match manifest.finish().await? {
        (Written::Ours, sums) => Ok((sums, oldest)),
        // A twin of this call (a retry whose first try still ran) was quicker: its manifest is the execution's.
        (Written::WasThere, sums) => Ok((Sums::of_existing(bucket, &key).await?.unwrap_or(sums), oldest)),
    }
}
