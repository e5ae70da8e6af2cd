//! Photos that an execution claimed and left in the in-work folder when it ended.

use std::collections::{BTreeMap, HashMap};

use apoyo_bucket::{BucketError, HeadPhoto, ListPhotos, PhotoHead};
use apoyo_photo::{ExecutionName, Folder, Folders, ManifestLine, Mark, PhotoKey};
use futures::future::try_join_all;

use crate::asked::Asked;
use crate::{ListError, RunningExecutions};

/// HEAD requests at once: enough to hide their latency, few enough for any S3.
pub(crate) const HEADS_AT_ONCE: usize = 32;

/// A leftover, and where it waited before.
#[derive(Debug)]
pub(crate) struct Leftover {
    pub(crate) line: ManifestLine,
    pub(crate) origin: Option<PhotoKey>,
    pub(crate) head: PhotoHead,
    /// When it came into the in-work folder, in seconds since 1970. How long it had waited before that is not known, so
    /// it waits at least since then.
    pub(crate) modified: i64,
}

/// The leftovers among what is asked for, in the order of their keys. Few at a time: what is in work at one moment. What
/// `own` has claimed is none: it is the execution that asks.
pub(crate) async fn find<B, R>(
    bucket: &B,
    running: &R,
    (folders, own): (&Folders, Option<&ExecutionName>),
    asked: &Asked,
) -> Result<Vec<Leftover>, ListError>
where
    B: ListPhotos + HeadPhoto + Sync,
    R: RunningExecutions + Sync,
{
    let mut found = Vec::new();
    let mut known: HashMap<ExecutionName, bool> = own.map(|own| (own.clone(), true)).into_iter().collect();
    let mut next = None;
    loop {
        let page = bucket.page(folders.prefix(Folder::InWork), next).await?;
        let written: BTreeMap<PhotoKey, i64> =
            page.photos.iter().filter_map(|photo| Some((photo.key.parse().ok()?, photo.modified))).collect();
        let keys: Vec<PhotoKey> = written.keys().cloned().collect();
        for (key, head) in heads(bucket, &keys).await? {
            let leftover = leftover(folders, (written[&key], key), head);
            if is_asked_for(folders, asked, &leftover) && !is_owned(running, &mut known, &leftover).await? {
                found.push(leftover);
            }
        }
        match page.next {
            Some(token) => next = Some(token),
            None => return Ok(found),
        }
    }
}

/// The heads of those that are still there.
pub(crate) async fn heads(
    bucket: &(impl HeadPhoto + Sync),
    keys: &[PhotoKey],
) -> Result<Vec<(PhotoKey, PhotoHead)>, BucketError> {
    let mut found = Vec::with_capacity(keys.len());
    for some in keys.chunks(HEADS_AT_ONCE) {
        let heads = try_join_all(some.iter().map(|key| bucket.head(key))).await?;
        found.extend(some.iter().zip(heads).filter_map(|(key, head)| Some((key.clone(), head?))));
    }
    Ok(found)
}

fn leftover(folders: &Folders, (modified, key): (i64, PhotoKey), head: PhotoHead) -> Leftover {
    // A mark that is no name of an execution was not written by one.
    let owner = head.marks.get(Mark::Execution).and_then(|name| name.parse().ok());
    let origin = head
        .marks
        .get(Mark::From)
        .and_then(|from| from.parse().ok())
        .filter(|from| matches!(folders.locate(from), Some((Folder::Waiting, _))));
    let content = head.marks.get(Mark::Content).map(str::to_owned);
    let line = ManifestLine { key, size: head.size, etag: head.etag.clone(), owner, content };
    Leftover { line, origin, head, modified }
}

/// By where it waited; a photo that a person put into the in-work folder counts as if it had waited under the same
/// sub-path.
fn is_asked_for(folders: &Folders, asked: &Asked, leftover: &Leftover) -> bool {
    match (&leftover.origin, folders.locate(&leftover.line.key)) {
        (Some(origin), _) => asked.includes(origin.as_str()),
        (None, Some((_, sub_path))) => {
            asked.includes(&format!("{}{sub_path}", folders.prefix(Folder::Waiting)))
        }
        (None, None) => false,
    }
}

async fn is_owned(
    running: &impl RunningExecutions,
    known: &mut HashMap<ExecutionName, bool>,
    leftover: &Leftover,
) -> Result<bool, ListError> {
    let Some(owner) = &leftover.line.owner else { return Ok(false) };
    if let Some(runs) = known.get(owner) {
        return Ok(*runs);
    }
    let runs = running.is_running(owner).await?;
    known.insert(owner.clone(), runs);
    Ok(runs)
}
