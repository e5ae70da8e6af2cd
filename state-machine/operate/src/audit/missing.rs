//! Photos that are not where their report has them, and under no other name that follows from it.

use std::collections::HashMap;

use apoyo_bucket::{HeadPhoto, ReadManifest};
use apoyo_photo::{ExecutionName, Folder, ManifestLine, PhotoKey};
use jiff::Timestamp;

use super::{Auditor, Finding, FindingKind};
use crate::OperateError;
use crate::records::names_back;

/// One of them.
#[derive(Debug)]
pub(super) struct Missing {
    pub(super) execution: ExecutionName,
    pub(super) line: ManifestLine,
    /// Where the report has it; `None` where it failed: it then should be where it was listed.
    pub(super) to: Option<PhotoKey>,
    /// When its execution started, RFC 3339.
    pub(super) started: String,
}

impl Auditor<'_> {
    /// Explains them by the retention rule, by a look at the bucket now, and by later executions that list them; what
    /// remains is a finding.
    pub(super) async fn explain_missing(&mut self, missing: Vec<Missing>) -> Result<(), OperateError> {
        let mut open = Vec::new();
        for photo in missing {
            if self.was_destroyed(&photo) {
                self.sums.destroyed += 1;
            } else if self.is_there_now(&photo).await? {
                self.sums.moved_on += 1;
            } else {
                open.push(photo);
            }
        }
        if open.is_empty() {
            return Ok(());
        }
        let listed = self.listings(&open).await?;
        for photo in open {
            let later = listed.get(&photo.line.key).into_iter().flatten();
            let others: Vec<&ExecutionName> = later.filter(|other| self.is_later(other, &photo)).collect();
            if others.is_empty() {
                self.find(finding(&photo));
            } else {
                self.sums.moved_on += 1;
            }
        }
        Ok(())
    }

    /// Discarded so long ago that the retention rule may have destroyed it: the rule counts from the moment when the photo
    /// came into the trash, which is after its execution's start.
    fn was_destroyed(&self, photo: &Missing) -> bool {
        let is_trash = photo.to.as_ref().and_then(|to| self.folders().locate(to));
        let limit = self.options.trash.before(self.options.now);
        matches!(is_trash, Some((Folder::Trash, _)))
            && photo.started.parse::<Timestamp>().is_ok_and(|started| started <= limit)
    }

    /// The bucket was listed before the report was read.
    async fn is_there_now(&self, photo: &Missing) -> Result<bool, OperateError> {
        let key = photo.to.as_ref().unwrap_or(&photo.line.key);
        Ok(self.site.bucket.head(key).await.map_err(self.site.bucket_failed())?.is_some())
    }

    /// Which executions list these photos, under the key of then or the one where they waited.
    async fn listings(
        &self,
        open: &[Missing],
    ) -> Result<HashMap<PhotoKey, Vec<ExecutionName>>, OperateError> {
        let mut sought: HashMap<PhotoKey, Vec<PhotoKey>> = HashMap::new();
        for Missing { execution, line, .. } in open {
            let back = names_back(self.folders(), execution, (&line.key, None)).unwrap_or_default();
            for key in back.into_iter().chain([line.key.clone()]) {
                sought.entry(key).or_default().push(line.key.clone());
            }
        }
        let mut found: HashMap<PhotoKey, Vec<ExecutionName>> = HashMap::new();
        for execution in self.executions().await? {
            let key = self.site.manifest_key(&execution);
            let opened = self.site.bucket.manifest_lines(&key).await.map_err(self.site.bucket_failed())?;
            let Some(mut lines) = opened else { continue };
            // A line that cannot be read is told of where the execution is read.
            while let Ok(Some(line)) = lines.next().await {
                for listed in sought.get(&line.key).into_iter().flatten() {
                    found.entry(listed.clone()).or_default().push(execution.clone());
                }
            }
        }
        Ok(found)
    }

    /// Whether an execution began after the one that lost sight of the photo; one without a report is not over.
    fn is_later(&self, other: &ExecutionName, photo: &Missing) -> bool {
        let started = |name: &ExecutionName| self.reported.get(name)?.parse::<Timestamp>().ok();
        *other != photo.execution
            && started(other).is_none_or(|other| started(&photo.execution).is_none_or(|this| other >= this))
    }
}

fn finding(photo: &Missing) -> Finding {
    let Missing { execution, line, to, .. } = photo;
    let key = to.as_ref().unwrap_or(&line.key);
    let why = match to {
        Some(to) => format!(
            "the report of {execution} has photo {:?} of {} bytes at {to:?}, and it is nowhere: a person moved it out of the \
             bucket's folders, renamed or deleted it, or it is lost; an old version may bring it back",
            line.key.as_str(),
            line.size,
            to = to.as_str()
        ),
        None => format!(
            "photo {:?} of {} bytes failed in {execution} and is nowhere: a person moved, renamed or deleted it, or it is \
             lost; an old version may bring it back",
            line.key.as_str(),
            line.size
        ),
    };
    Finding::of_photo(FindingKind::Missing, key, Some(execution), why)
}
