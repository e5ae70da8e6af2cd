//! Audit: the equation of conservation over the bucket and all reports.
//!
//! ```text
//! listing of the five folders -> Inventory          manifest + report of every execution -> Sums
//!                                    '---- each reported photo looked up: there, moved on, destroyed, or missing ----'
//! what is left: in work without an owner, in no report, twice                      -> Finding, in words
//! ```
//! It holds one entry for each object of the bucket (about 200 bytes) and streams the records. It may run while executions
//! do: what is on its way is looked at once more before it is called missing.

mod duplicates;
mod executions;
mod finding;
mod in_work;
mod inventory;
mod missing;
mod unreported;

use std::collections::HashMap;

use apoyo_list::{ListError, RunningExecutions, StepFunctions};
use apoyo_photo::{ExecutionName, Folder, Folders};
use jiff::Timestamp;
use serde::Serialize;

use self::inventory::Inventory;
use crate::{Age, OperateError, PhotoCounts, Site};

pub use finding::{Finding, FindingKind};

/// What an audit is told.
#[derive(Debug, Clone, Copy)]
pub struct AuditOptions {
    /// How long the retention rule keeps the trash: what was discarded longer ago and is gone, was destroyed by it. A bucket
    /// with a retention of 0 leaves receipts, which are looked for whatever this says.
    pub trash: Age,
    /// The time now.
    pub now: Timestamp,
}

/// What an audit found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Audit {
    /// Name of the photo bucket.
    pub bucket: String,
    /// The numbers.
    pub sums: Sums,
    /// What is not accounted for; empty where all is.
    pub findings: Vec<Finding>,
}

/// What was counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sums {
    /// Executions with a manifest.
    pub executions: u64,
    /// Of those, the ones that run: nothing of theirs is called stray.
    pub running: u64,
    /// Of those, the ones that ended without a report.
    pub without_report: u64,
    /// The equation's terms, over all reports, counted from their photos.
    pub reported: PhotoCounts,
    /// Reported photos that are elsewhere now: undone, sorted again, or moved by a person.
    pub moved_on: u64,
    /// Discarded photos whose bytes are destroyed: by the retention rule, or at once with a receipt.
    pub destroyed: u64,
    /// Objects in the bucket, by folder.
    pub objects: Objects,
}

/// Objects in the bucket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Objects {
    /// In the waiting folder.
    pub waiting: u64,
    /// In the in-work folder.
    pub in_work: u64,
    /// In the kept folder.
    pub kept: u64,
    /// In the review folder.
    pub review: u64,
    /// In the trash.
    pub trash: u64,
}

impl Audit {
    /// Whether everything is accounted for.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

impl Objects {
    fn count(&mut self, folder: Folder) {
        let term = match folder {
            Folder::Waiting => &mut self.waiting,
            Folder::InWork => &mut self.in_work,
            Folder::Kept => &mut self.kept,
            Folder::Review => &mut self.review,
            Folder::Trash => &mut self.trash,
        };
        *term += 1;
    }
}

/// An audit under way.
struct Auditor<'s> {
    site: &'s Site,
    options: AuditOptions,
    inventory: Inventory,
    running: HashMap<ExecutionName, bool>,
    /// Executions whose report was read.
    reported: HashMap<ExecutionName, String>,
    sums: Sums,
    findings: Vec<Finding>,
}

impl Site {
    /// Compares the bucket with all manifests and reports.
    ///
    /// # Errors
    /// When Step Functions or S3 does not answer or refuses. A record that cannot be read is a finding.
    pub async fn audit(&self, options: AuditOptions) -> Result<Audit, OperateError> {
        let (inventory, objects) = Inventory::read(self).await?;
        let mut auditor = Auditor {
            site: self,
            options,
            inventory,
            running: HashMap::new(),
            reported: HashMap::new(),
            sums: Sums { objects, ..Sums::default() },
            findings: Vec::new(),
        };
        let claims = auditor.look_in_work().await?;
        let missing = auditor.read_executions(&claims).await?;
        auditor.explain_missing(missing).await?;
        auditor.find_unreported().await?;
        auditor.find_duplicates().await?;
        let mut findings = auditor.findings;
        findings.sort_by(|a, b| (a.kind, &a.key, &a.execution).cmp(&(b.kind, &b.key, &b.execution)));
        Ok(Audit { bucket: self.bucket_name().to_owned(), sums: auditor.sums, findings })
    }
}

impl Auditor<'_> {
    fn folders(&self) -> &Folders {
        &self.site.folders
    }

    fn find(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Whether an execution runs, asked once for each.
    async fn is_running(&mut self, execution: &ExecutionName) -> Result<bool, OperateError> {
        if let Some(runs) = self.running.get(execution) {
            return Ok(*runs);
        }
        let asked = StepFunctions::new(self.site.functions.clone(), self.site.machine.clone());
        let runs = asked.is_running(execution).await.map_err(ListError::from)?;
        self.running.insert(execution.clone(), runs);
        Ok(runs)
    }
}
