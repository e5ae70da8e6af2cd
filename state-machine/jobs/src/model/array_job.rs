use super::{JobStatus, SingleJob};

/// An array: its children, and what is known of them together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ArrayJob {
    pub(crate) status: JobStatus,
    pub(crate) status_reason: Option<String>,
    pub(crate) stopped_at: Option<i64>,
    /// None before the array is evaluated.
    pub(crate) children: Vec<SingleJob>,
    pub(crate) counts: StatusCounts,
    /// When a child last changed.
    pub(crate) counted_at: i64,
}

/// How many children have each status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct StatusCounts([u32; 7]);

impl StatusCounts {
    pub(crate) fn of(self, status: JobStatus) -> u32 {
        self.0[status as usize]
    }

    pub(crate) fn add(&mut self, status: JobStatus, jobs: u32) {
        self.0[status as usize] += jobs;
    }

    pub(crate) fn moved(&mut self, from: JobStatus, to: JobStatus) {
        self.0[from as usize] = self.0[from as usize].saturating_sub(1);
        self.0[to as usize] += 1;
    }

    /// Whether all of so many have ended.
    pub(crate) fn have_ended(self, size: u32) -> bool {
        self.of(JobStatus::Succeeded) + self.of(JobStatus::Failed) == size
    }
}
