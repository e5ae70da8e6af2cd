//! Photos that the execution claimed and left in the in-work folder.

use apoyo_bucket::{HeadPhoto, ListPhotos, PhotoHead};
use apoyo_photo::{ExecutionName, Folder, Mark, PhotoKey};
use futures::stream::{self, StreamExt};

use super::put_back::Settled;
use super::{AT_ONCE, Undo, Wanted};
use crate::{OperateError, Site};

/// A claim that nobody ended.
struct Claimed {
    key: PhotoKey,
    listed: PhotoKey,
    etag: String,
}

impl Site {
    pub(super) async fn sweep(
        &self,
        execution: &ExecutionName,
        wanted: &mut Wanted,
        mut undone: Undo,
    ) -> Result<Undo, OperateError> {
        let mut next = None;
        loop {
            let page = self.bucket.page(self.folders.prefix(Folder::InWork), next).await;
            let page = page.map_err(self.bucket_failed())?;
            let keys: Vec<PhotoKey> = page.photos.iter().filter_map(|photo| photo.key.parse().ok()).collect();
            let mut claims = Vec::new();
            let mut heads =
                stream::iter(keys).map(async |key| (self.bucket.head(&key).await, key)).buffered(AT_ONCE);
            while let Some((head, key)) = heads.next().await {
                let Some(head) = head.map_err(self.bucket_failed())? else { continue };
                let claimed = claimed_by(execution, key, &head);
                claims.extend(claimed.filter(|claimed| wanted.takes([&claimed.key, &claimed.listed])));
            }
            drop(heads);
            let moves = claims.iter().map(|Claimed { key, listed, etag }| async move {
                self.put_back(&Settled { execution, listed, key: key.clone(), etag }).await
            });
            let mut moves = stream::iter(moves).buffer_unordered(AT_ONCE);
            while let Some(done) = moves.next().await {
                // The walk through the manifest has met it, and counted it as not moved on.
                undone.not_moved = undone.not_moved.saturating_sub(1);
                undone = undone.with(done?);
            }
            match page.next {
                Some(token) => next = Some(token),
                None => return Ok(undone),
            }
        }
    }
}

fn claimed_by(execution: &ExecutionName, key: PhotoKey, head: &PhotoHead) -> Option<Claimed> {
    let marks = &head.marks;
    if marks.get(Mark::Execution) != Some(execution.as_str()) {
        return None;
    }
    let listed = marks.get(Mark::Listed).or_else(|| marks.get(Mark::From))?.parse().ok()?;
    Some(Claimed { key, listed, etag: head.etag.clone() })
}
