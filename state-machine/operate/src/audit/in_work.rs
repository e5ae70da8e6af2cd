//! The in-work folder: every photo in it must be an execution's that runs.

use std::collections::HashSet;

use apoyo_bucket::HeadPhoto;
use apoyo_photo::{ExecutionName, Folder, Mark, PhotoKey};

use super::{Auditor, Finding, FindingKind};
use crate::OperateError;
use crate::records::origin;

/// Photos in work, by each key under which a report may know them: where they lie, where they were listed, where they
/// waited.
pub(super) type Claims = HashSet<PhotoKey>;

impl Auditor<'_> {
    pub(super) async fn look_in_work(&mut self) -> Result<Claims, OperateError> {
        let in_work = |key: &&PhotoKey| matches!(self.folders().locate(key), Some((Folder::InWork, _)));
        let mut keys: Vec<PhotoKey> =
            self.inventory.all().map(|(key, _)| key).filter(in_work).cloned().collect();
        keys.sort();
        let mut claims = Claims::new();
        for key in keys {
            let head = self.site.bucket.head(&key).await.map_err(self.site.bucket_failed())?;
            // It was settled since the folder was listed.
            let Some(head) = head else { continue };
            let from = head.marks.get(Mark::From);
            claims.extend(origin(self.folders(), &key, from).ok());
            claims.extend(head.marks.get(Mark::Listed).and_then(|listed| listed.parse().ok()));
            let owner = head.marks.get(Mark::Execution).and_then(|name| name.parse::<ExecutionName>().ok());
            let why = match &owner {
                Some(owner) if self.is_running(owner).await? => None,
                Some(owner) => Some(format!(
                    "execution {owner} claimed it and has ended; the next execution takes it up, \
                     `apoyo undo {owner}` puts it back"
                )),
                None => Some(
                    "it belongs to no execution: a person or another program put it there; the next execution takes it up"
                        .to_owned(),
                ),
            };
            if let Some(why) = why {
                self.find(Finding::of_photo(FindingKind::Leftover, &key, owner.as_ref(), why));
            }
            claims.insert(key);
        }
        Ok(claims)
    }
}
