//! Photos that wait.

use std::collections::HashMap;

use apoyo_bucket::{BucketError, HeadPhoto, ListPhotos, PhotoHead, RecordWriter};
use apoyo_photo::{ManifestLine, PhotoKey};

use crate::asked::Asked;
use crate::leftovers::{Leftover, heads};
use crate::manifest::Manifest;

/// Adds every photo that waits and is asked for, but those whose half-done claim is among the leftovers: `stage` ends
/// that claim, and the photo would else be listed twice. Answers when the oldest photo met was written, in seconds since
/// 1970; `None` where none was met, or photos were asked for by their keys.
pub(crate) async fn add_all<B>(
    bucket: &B,
    asked: &Asked,
    left: &[Leftover],
    manifest: &mut Manifest<impl RecordWriter>,
) -> Result<Option<i64>, BucketError>
where
    B: ListPhotos + HeadPhoto + Sync,
{
    let copies: HashMap<&PhotoKey, &PhotoHead> =
        left.iter().filter_map(|leftover| Some((leftover.origin.as_ref()?, &leftover.head))).collect();
    match asked {
        Asked::Below(prefix) => add_folder(bucket, prefix, &copies, manifest).await,
        Asked::Keys(keys) => {
            let keys: Vec<PhotoKey> = keys.iter().cloned().collect();
            for (key, head) in heads(bucket, &keys).await? {
                if !is_copied(&copies, &key, &head) {
                    let line =
                        ManifestLine { key, size: head.size, etag: head.etag, owner: None, content: None };
                    manifest.add(&line).await?;
                }
            }
            Ok(None)
        }
    }
}

async fn add_folder<B>(
    bucket: &B,
    prefix: &str,
    copies: &HashMap<&PhotoKey, &PhotoHead>,
    manifest: &mut Manifest<impl RecordWriter>,
) -> Result<Option<i64>, BucketError>
where
    B: ListPhotos + HeadPhoto + Sync,
{
    let (mut next, mut oldest) = (None, None);
    loop {
        let page = bucket.page(prefix, next).await?;
        for photo in page.photos {
            // What does not parse is a folder marker.
            let Ok(key) = photo.key.parse::<PhotoKey>() else { continue };
            oldest = oldest.into_iter().chain([photo.modified]).min();
            let is_leftover = copies.contains_key(&key)
                && bucket.head(&key).await?.is_some_and(|head| is_copied(copies, &key, &head));
            if !is_leftover {
                let line =
                    ManifestLine { key, size: photo.size, etag: photo.etag, owner: None, content: None };
                manifest.add(&line).await?;
            }
        }
        match page.next {
            Some(token) => next = Some(token),
            None => return Ok(oldest),
        }
    }
}

fn is_copied(copies: &HashMap<&PhotoKey, &PhotoHead>, key: &PhotoKey, head: &PhotoHead) -> bool {
    copies.get(key).is_some_and(|copy| head.same_bytes(copy) == Some(true))
}
