//! Photos of which no report tells: the execution was stopped or failed before its report.

use apoyo_bucket::{Claim, HeadPhoto, names_for};
use apoyo_photo::{ExecutionName, Folder, ManifestLine, PhotoKey};

use super::put_back::{Done, Settled};
use super::{Left, LeftReason};
use crate::records::sub_path;
use crate::{OperateError, Site};

/// Folders in which the execution may have put it.
const SETTLED: [Folder; 3] = [Folder::Kept, Folder::Review, Folder::Trash];

impl Site {
    pub(crate) async fn undo_unreported(
        &self,
        execution: &ExecutionName,
        line: &ManifestLine,
    ) -> Result<Done, OperateError> {
        let claim = Claim { execution: execution.clone(), listed: line.key.clone() };
        let path = sub_path(&self.folders, &line.key);
        for folder in SETTLED {
            for key in names_for(&self.folders, folder, &path, line.content()).unwrap_or_default() {
                let head = self.bucket.head(&key).await.map_err(self.bucket_failed())?;
                if head.is_some_and(|head| claim.made(&head.marks)) {
                    let listed = &line.key;
                    return self.put_back(&Settled { execution, listed, key, etag: &line.etag }).await;
                }
            }
        }
        self.not_found(line, &path).await
    }

    async fn not_found(&self, line: &ManifestLine, path: &str) -> Result<Done, OperateError> {
        let places = [Folder::Waiting, Folder::InWork].map(|folder| self.folders.key_in(folder, path));
        // Where it lay when it was listed; what lies in the in-work folder is the sweep's.
        let places = places.into_iter().flatten().chain([line.key.clone()]);
        for place in places.collect::<std::collections::BTreeSet<PhotoKey>>() {
            if self.bucket.head(&place).await.map_err(self.bucket_failed())?.is_some() {
                return Ok(Done::NotMoved);
            }
        }
        Ok(Done::Left(Left {
            key: line.key.clone(),
            place: None,
            reason: LeftReason::Gone,
            why: "under none of the names that this execution gives, and no report tells of it: taken by another \
                  execution, or moved or deleted since"
                .to_owned(),
        }))
    }
}
