//! Photos in the folders of sorted photos that no report names.

use apoyo_bucket::HeadPhoto;
use apoyo_photo::{ExecutionName, Folder, Mark, PhotoKey};

use super::{Auditor, Finding, FindingKind};
use crate::OperateError;

impl Auditor<'_> {
    pub(super) async fn find_unreported(&mut self) -> Result<(), OperateError> {
        let is_sorted = |key: &&PhotoKey| {
            let place = self.folders().locate(key);
            matches!(place, Some((Folder::Kept | Folder::Review | Folder::Trash, _)))
        };
        let mut keys: Vec<PhotoKey> = self.inventory.unexplained().filter(is_sorted).cloned().collect();
        keys.sort();
        for key in keys {
            let head = self.site.bucket.head(&key).await.map_err(self.site.bucket_failed())?;
            // It went on since the folder was listed.
            let Some(head) = head else { continue };
            let owner = head.marks.get(Mark::Execution).and_then(|name| name.parse::<ExecutionName>().ok());
            let why = match &owner {
                Some(owner) if self.is_running(owner).await? => continue,
                Some(owner) if self.reported.contains_key(owner) => {
                    format!("execution {owner} sorted it, and its report does not name it")
                }
                Some(owner) => format!(
                    "execution {owner} sorted it and ended without a report; `apoyo replay {owner}` may complete it, \
                     `apoyo undo {owner}` puts its photos back"
                ),
                None => "no execution sorted it: a person or another program put it there".to_owned(),
            };
            self.find(Finding::of_photo(FindingKind::Unreported, &key, owner.as_ref(), why));
        }
        Ok(())
    }
}
