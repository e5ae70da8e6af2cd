//! The shard's file, `<classified>/<index>.jsonl`: it appears whole and once, and its being there means that the shard is
//! done.

use apoyo_bucket::{BucketError, ReadRecord, RecordWriter, StreamRecord, Written};

use crate::Job;
use crate::progress::JSON_LINES;
use crate::shard::Shard;

fn key(job: &Job) -> String {
    format!("{}/{}.jsonl", job.input.classified, job.index)
}

/// Whether an earlier attempt wrote it.
pub(crate) async fn is_there(bucket: &impl ReadRecord, job: &Job) -> Result<bool, BucketError> {
    Ok(bucket.open_record(&key(job)).await?.is_some())
}

/// Writes the lines of all photos in the order of the staged files.
///
/// A shard without a photo leaves no file: an empty one is of no use to the Map that reads them. Some shard has a
/// photo, since an execution without one never comes here, so the Map finds at least one file.
pub(crate) async fn write(
    bucket: &impl StreamRecord,
    job: &Job,
    shard: &Shard,
) -> Result<Option<Written>, BucketError> {
    if shard.len() == 0 {
        return Ok(None);
    }
    let mut record = bucket.begin_once(&key(job), JSON_LINES);
    for place in 0..shard.len() {
        record.write(shard.line(place)).await?;
    }
    record.finish().await.map(Some)
}
