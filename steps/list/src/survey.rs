use apoyo_bucket::{BucketError, HeadPhoto, ListPhotos, RecordWriter, Written};
use apoyo_photo::{BatchPlan, Lane, Shards, StartInput};
use serde_json::Value;

use crate::asked::Asked;
use crate::lane::LaneChoice;
use crate::manifest::Manifest;
use crate::{Config, ListError, OldestWaiting, RunningExecutions, walk};

/// What an execution of some input would take if it listed now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Survey {
    /// Photos.
    pub photos: u64,
    /// Sum of their sizes, in bytes.
    pub bytes: u64,
    /// Size of the largest, in bytes.
    pub largest_bytes: u64,
    /// The lane that it would choose; never `auto`.
    pub lane: Lane,
    /// How many photos a child would take.
    pub batch: BatchPlan,
    /// How many jobs an array job would have, in the lane `batch`.
    pub shards: Shards,
    /// Since when the oldest of them waits.
    pub oldest: OldestWaiting,
}

/// Walks as the step does, and writes nothing: a plan before there is an execution.
///
/// # Errors
/// When the input breaks a rule, or S3 or Step Functions does not answer or refuses.
pub async fn survey<B, R>(
    bucket: &B,
    running: &R,
    config: &Config,
    input: &Value,
) -> Result<Survey, ListError>
where
    B: ListPhotos + HeadPhoto + Sync,
    R: RunningExecutions + Sync,
{
    let start = StartInput::read(input)?;
    let lane = LaneChoice::read(start.lane, config.batch_lane)?;
    let asked = Asked::read(&config.folders, &start)?;
    let mut manifest = Manifest::new(Nowhere);
    let oldest = walk::add_all(bucket, running, (&config.folders, None, &asked), &mut manifest).await?;
    let (_, sums) = manifest.finish().await?;
    Ok(Survey {
        photos: sums.photos,
        bytes: sums.bytes,
        largest_bytes: sums.largest,
        lane: lane.lane(sums),
        batch: BatchPlan::for_largest(sums.largest),
        shards: Shards::for_photos(sums.photos, sums.bytes),
        oldest,
    })
}

/// A record that nobody keeps.
struct Nowhere;

impl RecordWriter for Nowhere {
    async fn write(&mut self, _piece: &[u8]) -> Result<(), BucketError> {
        Ok(())
    }

    async fn finish(self) -> Result<Written, BucketError> {
        Ok(Written::Ours)
    }
}
