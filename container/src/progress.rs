//! What an attempt has judged so far, in parts under `progress/`: the next attempt goes on from there.
//!
//! Progress only spares work. It is never needed for a shard to be right: a part that is lost, or cannot be read, means
//! that its photos are looked at again. So a part that fails to be written is written later, and no photo waits for it.

use apoyo_bucket::{BucketError, ReadRecord, RecordLines, RecordWriter, StreamRecord, Written, progress_key};
use apoyo_photo::ErrorName;
use apoyo_photo::step::ShardLine;

use crate::patience::Patience;
use crate::shard::Shard;
use crate::{Clock, Job};

/// The `Content-Type` of JSON Lines, as the other steps write it.
pub(crate) const JSON_LINES: &str = "application/x-ndjson";

/// How much may be judged before a part is written: what a machine that dies without a word costs.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Photos.
    pub photos: usize,
    /// Photo bytes.
    pub bytes: u64,
}

impl Default for Pace {
    /// 100 photos or 1 GB, seconds of work: twenty small records for a shard of the usual size.
    fn default() -> Self {
        Self { photos: 100, bytes: 1_000_000_000 }
    }
}

/// What is judged and not written yet.
#[derive(Debug)]
pub(crate) struct Progress {
    pace: Pace,
    next_part: u32,
    unsaved: Vec<usize>,
    unsaved_bytes: u64,
    saving: Vec<usize>,
}

impl Progress {
    /// Nothing yet; the first part will have this number.
    pub(crate) fn from_part(next_part: u32, pace: Pace) -> Self {
        Self { pace, next_part, unsaved: Vec::new(), unsaved_bytes: 0, saving: Vec::new() }
    }

    /// A photo was judged.
    pub(crate) fn judged(&mut self, place: usize, bytes: u64) {
        self.unsaved.push(place);
        self.unsaved_bytes += bytes;
    }

    /// Whether a part is to be written now: enough is judged, and no other part is on its way.
    pub(crate) fn is_due(&self) -> bool {
        let enough = self.unsaved.len() >= self.pace.photos || self.unsaved_bytes >= self.pace.bytes;
        enough && self.saving.is_empty()
    }

    /// Takes the places of all that is not written yet, with the number of its part.
    pub(crate) fn begin(&mut self) -> (u32, &[usize]) {
        self.saving.append(&mut self.unsaved);
        self.unsaved_bytes = 0;
        (self.next_part, &self.saving)
    }

    /// A part was written, and the next one has this number; or it was not, and stays to be written.
    pub(crate) fn saved(&mut self, next_part: Result<u32, BucketError>) {
        match next_part {
            Ok(part) => {
                self.next_part = part;
                self.saving.clear();
            }
            Err(error) => {
                tracing::warn!(%error, photos = self.saving.len(), "progress was not written; it will be later");
                self.unsaved.append(&mut self.saving);
            }
        }
    }
}

/// Writes a part under the first free number from this one on, and says which number is next. A part of another attempt
/// stays: a twin that still runs (its machine was only thought lost) loses nothing.
pub(crate) async fn save(
    bucket: &impl StreamRecord,
    job: &Job,
    (mut part, lines): (u32, Vec<u8>),
) -> Result<u32, BucketError> {
    loop {
        let key = progress_key(&job.environment.folders, &job.input.execution, job.index, part);
        let mut record = bucket.begin_once(&key, JSON_LINES);
        record.write(&lines).await?;
        part += 1;
        if record.finish().await? == Written::Ours {
            return Ok(part);
        }
    }
}

/// Gives the shard all that earlier attempts judged; says how many photos that are, and the number of the next part.
///
/// # Errors
/// When S3 does not answer after the retries, or refuses.
pub(crate) async fn resume(
    bucket: &impl ReadRecord,
    job: &Job,
    (clock, patience): (&impl Clock, &Patience),
    shard: &mut Shard,
) -> Result<(u64, u32), BucketError> {
    let (mut photos, mut part) = (0, 0);
    loop {
        let key = progress_key(&job.environment.folders, &job.input.execution, job.index, part);
        let lines = match patience.retry(clock, || read_part(bucket, &key)).await {
            Ok(Some(lines)) => lines,
            Ok(None) => return Ok((photos, part)),
            Err(error) if error.name() == ErrorName::InvalidInput => {
                tracing::warn!(%error, "a part of the progress cannot be read; its photos are looked at again");
                Vec::new()
            }
            Err(error) => return Err(error),
        };
        part += 1;
        photos += lines.into_iter().map(|(line, text)| u64::from(shard.resume(&line, &text))).sum::<u64>();
    }
}

async fn read_part(
    bucket: &impl ReadRecord,
    key: &str,
) -> Result<Option<Vec<(ShardLine, Vec<u8>)>>, BucketError> {
    let Some(record) = bucket.open_record(key).await? else { return Ok(None) };
    let mut lines = RecordLines::new(key, record);
    let mut found = Vec::new();
    while let Some((line, text)) = lines.next_with_text().await? {
        found.push((line, text.to_vec()));
    }
    Ok(Some(found))
}
