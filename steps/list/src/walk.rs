//! All that an execution takes: leftovers first, then what waits.

use apoyo_bucket::{HeadPhoto, ListPhotos, RecordWriter};
use apoyo_photo::{ExecutionName, Folders};

use crate::asked::Asked;
use crate::manifest::Manifest;
use crate::{ListError, OldestWaiting, RunningExecutions, leftovers, waiting};

/// Adds it to the manifest, and says since when the oldest of it waits.
pub(crate) async fn add_all<B, R>(
    bucket: &B,
    running: &R,
    (folders, own, asked): (&Folders, Option<&ExecutionName>, &Asked),
    manifest: &mut Manifest<impl RecordWriter>,
) -> Result<OldestWaiting, ListError>
where
    B: ListPhotos + HeadPhoto + Sync,
    R: RunningExecutions + Sync,
{
    let left = leftovers::find(bucket, running, (folders, own), asked).await?;
    for leftover in &left {
        manifest.add(&leftover.line).await?;
    }
    let waits = waiting::add_all(bucket, asked, &left, manifest).await?;
    Ok(if asked.is_whole(folders) {
        OldestWaiting::of(left.iter().map(|leftover| leftover.modified).chain(waits))
    } else {
        OldestWaiting::Unknown
    })
}
