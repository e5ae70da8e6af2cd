use std::sync::Arc;

use super::{ArrayJob, JobSpec, JobStatus, SingleJob};

/// A submitted job.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) spec: Arc<JobSpec>,
    pub(crate) kind: JobKind,
    /// Why somebody wants it cancelled, the whole of it.
    pub(crate) cancelled: Option<String>,
    /// Why somebody wants it terminated, the whole of it.
    pub(crate) terminated: Option<String>,
}

/// What it is made of.
#[derive(Debug, Clone)]
pub(crate) enum JobKind {
    Single(SingleJob),
    Array(ArrayJob),
}

impl Job {
    pub(crate) fn status(&self) -> JobStatus {
        match &self.kind {
            JobKind::Single(single) => single.status,
            JobKind::Array(array) => array.status,
        }
    }

    /// A child, or the single job itself where no index is given.
    pub(crate) fn single(&self, index: Option<u32>) -> Option<&SingleJob> {
        match (&self.kind, index) {
            (JobKind::Single(single), None) => Some(single),
            (JobKind::Array(array), Some(index)) => array.children.get(usize::try_from(index).ok()?),
            _ => None,
        }
    }

    pub(crate) fn single_mut(&mut self, index: Option<u32>) -> Option<&mut SingleJob> {
        match (&mut self.kind, index) {
            (JobKind::Single(single), None) => Some(single),
            (JobKind::Array(array), Some(index)) => array.children.get_mut(usize::try_from(index).ok()?),
            _ => None,
        }
    }
}
