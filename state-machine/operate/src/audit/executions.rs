//! Every execution's manifest against its report, and every reported photo against the bucket.

use apoyo_bucket::{BucketError, Claim, ListFolders, ReadRecord, receipt_key};
use apoyo_photo::{ExecutionName, Folder, ManifestLine, Outcome, OutcomeKind, PhotoKey};
use apoyo_report::{ReportError, ReportSummary, ReportedPhoto};

use super::in_work::Claims;
use super::missing::Missing;
use super::{Auditor, Finding, FindingKind};
use crate::records::{Entry, Records, names_back, sub_path};
use crate::{OperateError, PhotoCounts};

impl Auditor<'_> {
    /// Reads all executions; gives back the photos that are not where their report has them.
    pub(super) async fn read_executions(&mut self, claims: &Claims) -> Result<Vec<Missing>, OperateError> {
        let mut missing = Vec::new();
        for execution in self.executions().await? {
            match self.read_execution(&execution, claims).await {
                Ok(found) => missing.extend(found),
                Err(error) if unreadable(&error) => self.find(Finding::of_execution(
                    FindingKind::Unreadable,
                    &execution,
                    format!("its records cannot be read, so its photos are not accounted for: {error}"),
                )),
                Err(error) => return Err(error),
            }
        }
        Ok(missing)
    }

    /// The names of all executions that left records, in order.
    pub(super) async fn executions(&self) -> Result<Vec<ExecutionName>, OperateError> {
        let prefix = self.folders().executions_prefix().to_owned();
        let mut names = Vec::new();
        let mut next = None;
        loop {
            let page = self.site.bucket.folders(&prefix, next).await.map_err(self.site.bucket_failed())?;
            let found = page.folders.iter().filter_map(|folder| folder.strip_prefix(&prefix));
            // A folder that no execution can have made is a person's.
            names.extend(found.filter_map(|name| name.trim_end_matches('/').parse::<ExecutionName>().ok()));
            match page.next {
                Some(token) => next = Some(token),
                None => return Ok(names),
            }
        }
    }

    async fn read_execution(
        &mut self,
        execution: &ExecutionName,
        claims: &Claims,
    ) -> Result<Vec<Missing>, OperateError> {
        let Some(mut records) = self.site.records(execution).await? else { return Ok(Vec::new()) };
        self.sums.executions += 1;
        if !records.has_report() {
            return self.without_report(execution, records).await;
        }
        let mut counts = PhotoCounts::default();
        let mut missing = Vec::new();
        while let Some(entry) = records.next(self.site).await? {
            count(&mut counts, &entry);
            missing.extend(self.look_up(execution, entry, claims).await?);
        }
        if let Some((summary, has_more)) = records.finish().await? {
            self.balance(execution, (&counts, has_more), &summary);
            for photo in &mut missing {
                photo.started.clone_from(&summary.started);
            }
            self.reported.insert(execution.clone(), summary.started);
        }
        add(&mut self.sums.reported, &counts);
        Ok(missing)
    }

    /// One that runs, or listed nothing, needs none. Of another, its photos are told of where they lie.
    async fn without_report(
        &mut self,
        execution: &ExecutionName,
        mut records: Records,
    ) -> Result<Vec<Missing>, OperateError> {
        if self.is_running(execution).await? {
            self.sums.running += 1;
        } else if records.next(self.site).await?.is_some() {
            self.sums.without_report += 1;
        }
        Ok(Vec::new())
    }

    async fn look_up(
        &mut self,
        execution: &ExecutionName,
        Entry { line, reported }: Entry,
        claims: &Claims,
    ) -> Result<Option<Missing>, OperateError> {
        let to = match reported {
            Some(ReportedPhoto::Accounted(outcome)) => match (outcome.outcome, &outcome.to) {
                (OutcomeKind::Trash, None) => return self.receipt(execution, &outcome).await,
                // Another execution tells of what was taken; a dry run moved nothing.
                (OutcomeKind::Taken, _) | (OutcomeKind::Kept | OutcomeKind::Review, None) => return Ok(None),
                (_, to) => to.clone(),
            },
            Some(ReportedPhoto::Unaccounted { .. }) | None => None,
        };
        let at = to.as_ref().unwrap_or(&line.key);
        if let Some(size) = self.inventory.size(at) {
            self.inventory.explain(at);
            // What waits may be a newer upload: it is not this execution's.
            if size != line.size && to.is_some() {
                let why = format!(
                    "the report of {execution} has {} bytes there, and there are {size}: something else was put in its place",
                    line.size
                );
                self.find(Finding::of_photo(FindingKind::Changed, at, Some(execution), why));
            }
            return Ok(None);
        }
        if claims.contains(&line.key) || self.is_elsewhere(execution, (&line, to.as_ref())) {
            self.sums.moved_on += 1;
            return Ok(None);
        }
        Ok(Some(Missing { execution: execution.clone(), line, to, started: String::new() }))
    }

    /// Whether a photo lies under its sub-path in any other folder, or where an undo puts it.
    fn is_elsewhere(
        &mut self,
        execution: &ExecutionName,
        (line, to): (&ManifestLine, Option<&PhotoKey>),
    ) -> bool {
        let folders = self.folders();
        let mut paths = vec![sub_path(folders, &line.key)];
        paths.extend(to.and_then(|to| Some(folders.locate(to)?.1.to_owned())));
        let places = paths.iter().flat_map(|path| Folder::ALL.map(|folder| folders.key_in(folder, path)));
        let back = names_back(folders, execution, (&line.key, None)).unwrap_or_default();
        let places: Vec<PhotoKey> = places.filter_map(Result::ok).chain(back).collect();
        let found = places.into_iter().find(|place| self.inventory.size(place) == Some(line.size));
        if let Some(place) = &found {
            self.inventory.explain(place);
        }
        found.is_some()
    }

    /// A photo without a place in the trash: destroyed with a receipt, or a dry run's.
    async fn receipt(
        &mut self,
        execution: &ExecutionName,
        outcome: &Outcome,
    ) -> Result<Option<Missing>, OperateError> {
        let claim = Claim { execution: execution.clone(), listed: outcome.key.clone() };
        let key = receipt_key(self.folders(), &claim);
        let receipt = self.site.bucket.read_record(&key).await.map_err(self.site.bucket_failed())?;
        self.sums.destroyed += u64::from(receipt.is_some());
        Ok(None)
    }

    fn balance(
        &mut self,
        execution: &ExecutionName,
        (counts, has_more): (&PhotoCounts, bool),
        summary: &ReportSummary,
    ) {
        let told = PhotoCounts::from(&summary.totals);
        let problem = if counts.unaccounted > 0 {
            format!("{} of {} photos have no outcome, or several", counts.unaccounted, counts.listed)
        } else if has_more {
            "the report tells of photos that the manifest does not list".to_owned()
        } else if *counts != told {
            format!("its totals say {}, its photos {}", equation(&told), equation(counts))
        } else {
            return;
        };
        let why = format!(
            "its report does not add up: {problem}; `apoyo replay {execution}` takes up what is unfinished"
        );
        self.find(Finding::of_execution(FindingKind::Unbalanced, execution, why));
    }
}

fn count(counts: &mut PhotoCounts, entry: &Entry) {
    counts.listed += 1;
    let term = match &entry.reported {
        Some(ReportedPhoto::Accounted(outcome)) => match outcome.outcome {
            OutcomeKind::Kept => &mut counts.kept,
            OutcomeKind::Review => &mut counts.review,
            OutcomeKind::Trash => &mut counts.trash,
            OutcomeKind::Taken => &mut counts.taken,
            OutcomeKind::Failed => &mut counts.failed,
        },
        Some(ReportedPhoto::Unaccounted { .. }) | None => &mut counts.unaccounted,
    };
    *term += 1;
}

fn add(sums: &mut PhotoCounts, counts: &PhotoCounts) {
    sums.listed += counts.listed;
    sums.kept += counts.kept;
    sums.review += counts.review;
    sums.trash += counts.trash;
    sums.taken += counts.taken;
    sums.failed += counts.failed;
    sums.unaccounted += counts.unaccounted;
}

/// `9 listed = 3 kept + 2 review + 4 trash + 0 taken + 0 failed`.
fn equation(counts: &PhotoCounts) -> String {
    let PhotoCounts { listed, kept, review, trash, taken, failed, .. } = counts;
    format!(
        "{listed} listed = {kept} kept + {review} review + {trash} trash + {taken} taken + {failed} failed"
    )
}

/// Whether it is the record that is broken, and not the way to it.
fn unreadable(error: &OperateError) -> bool {
    matches!(
        error,
        OperateError::Report(ReportError::Results { .. } | ReportError::Incomplete { .. })
            | OperateError::Bucket { source: BucketError::Line { .. } | BucketError::LongLine { .. }, .. }
    )
}
