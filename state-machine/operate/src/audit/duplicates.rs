//! Photos that lie in two folders: at rest, a photo is in exactly one place.

use apoyo_bucket::HeadPhoto;
use apoyo_photo::{Folder, Mark, PhotoKey};

use super::{Auditor, Finding, FindingKind};
use crate::OperateError;

/// Folders in which a photo is at rest, in the order in which a pair is told.
const AT_REST: [Folder; 4] = [Folder::Waiting, Folder::Kept, Folder::Review, Folder::Trash];

impl Auditor<'_> {
    pub(super) async fn find_duplicates(&mut self) -> Result<(), OperateError> {
        for (one, other) in self.pairs() {
            let first = self.site.bucket.head(&one).await.map_err(self.site.bucket_failed())?;
            let second = self.site.bucket.head(&other).await.map_err(self.site.bucket_failed())?;
            let (Some(first), Some(second)) = (first, second) else { continue };
            let same = first.same_bytes(&second).unwrap_or(first.etag == second.etag);
            if !same {
                continue;
            }
            let waits = matches!(self.folders().locate(&one), Some((Folder::Waiting, _)));
            let cure = match first.marks.get(Mark::Execution) {
                Some(undone) if waits => format!("an undo of {undone} was cut short: repeat it"),
                _ if waits => {
                    "it was uploaded again; an execution of the same verdict makes one of them".to_owned()
                }
                _ => "one of them is enough: look which verdict is right, and delete the other".to_owned(),
            };
            let why = format!("the same bytes lie at {:?}: {cure}", other.as_str());
            self.find(Finding::of_photo(FindingKind::Duplicate, &one, None, why));
        }
        Ok(())
    }

    /// Keys of the same sub-path and size in two folders.
    fn pairs(&self) -> Vec<(PhotoKey, PhotoKey)> {
        let mut pairs = Vec::new();
        for (key, size) in self.inventory.all() {
            let Some((folder, path)) = self.folders().locate(key) else { continue };
            let Some(at) = AT_REST.iter().position(|rest| *rest == folder) else { continue };
            for later in &AT_REST[at + 1..] {
                let Ok(other) = self.folders().key_in(*later, path) else { continue };
                if self.inventory.size(&other) == Some(size) {
                    pairs.push((key.clone(), other));
                }
            }
        }
        pairs.sort();
        pairs
    }
}
