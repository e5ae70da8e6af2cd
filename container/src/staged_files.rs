//! What the lane's first Distributed Map left, read for one shard:
//! <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html>.

use apoyo_bucket::{MapRunResults, ReadRecord, RecordLines, ResultFile, ResultFiles};
use apoyo_photo::PhotoKey;
use apoyo_photo::step::StageOutput;

use crate::patience::Patience;
use crate::{Clock, Job, WorkerError};

/// The key under which the execution's manifest lists the photo of a line.
pub(crate) fn listed(line: &StageOutput) -> &PhotoKey {
    match line {
        StageOutput::Staged { photo } => &photo.from,
        StageOutput::Taken { outcome } | StageOutput::Failed { outcome } => &outcome.key,
    }
}

/// The lines of one shard, in their order, which is the same at every attempt. The files hold all shards; of each only
/// one line is held at a time, so what is held in the end is one shard.
///
/// They are read to their end before the first photo is looked at: a connection that waits for the network between two
/// lines would be cut, and a file that cannot be read is noticed before any work is done.
///
/// # Errors
/// When S3 does not answer after the retries, a file is not there, or it is not what a `ResultWriter` leaves.
pub(crate) async fn read_shard(
    bucket: &impl ReadRecord,
    job: &Job,
    (clock, patience): (&impl Clock, &Patience),
) -> Result<Vec<StageOutput>, WorkerError> {
    let files = patience.retry(clock, || result_files(bucket, &job.input.staged)).await?;
    if !files.failed.is_empty() {
        // Without a line they get no outcome, and the report shows them as unaccounted.
        tracing::warn!(
            files = files.failed.len(),
            "batches failed to stage; their photos are not in the files"
        );
    }
    let mut lines = Vec::new();
    for file in &files.succeeded {
        lines.append(&mut patience.retry(clock, || lines_of_shard(bucket, job, file)).await?);
    }
    Ok(lines)
}

async fn result_files(bucket: &impl ReadRecord, key: &str) -> Result<ResultFiles, WorkerError> {
    let missing = WorkerError::Missing { key: key.to_owned() };
    let bytes = bucket.read_record(key).await?.ok_or(missing)?;
    serde_json::from_slice::<MapRunResults>(&bytes)
        .map(|manifest| manifest.result_files)
        .map_err(|source| WorkerError::Manifest { key: key.to_owned(), source })
}

async fn lines_of_shard(
    bucket: &impl ReadRecord,
    job: &Job,
    file: &ResultFile,
) -> Result<Vec<StageOutput>, WorkerError> {
    let missing = || WorkerError::Missing { key: file.key.clone() };
    let record = bucket.open_record(&file.key).await?.ok_or_else(missing)?;
    let mut lines = RecordLines::new(&file.key, record);
    let mut found = Vec::new();
    while let Some(line) = lines.next::<StageOutput>().await? {
        if job.input.shards.of(listed(&line)) == job.index {
            found.push(line);
        }
    }
    match file.size {
        Some(wanted) if wanted != lines.bytes_read() => {
            Err(WorkerError::Size { key: file.key.clone(), found: lines.bytes_read(), wanted })
        }
        _ => Ok(found),
    }
}
