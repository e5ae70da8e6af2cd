use super::{Attempt, Current, JobStatus};

/// A single job, or a child of an array: what attempts are made of. Times are milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SingleJob {
    pub(crate) status: JobStatus,
    pub(crate) status_reason: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) started_at: Option<i64>,
    pub(crate) stopped_at: Option<i64>,
    /// Those that ended.
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) current: Option<Box<Current>>,
    /// Whether somebody cancelled this child by itself.
    pub(crate) is_cancelled: bool,
    /// Whether somebody terminated this child by itself.
    pub(crate) is_terminated: bool,
}

impl SingleJob {
    pub(crate) fn new(status: JobStatus, created_at: i64) -> Self {
        Self {
            status,
            status_reason: None,
            created_at,
            started_at: None,
            stopped_at: None,
            attempts: Vec::new(),
            current: None,
            is_cancelled: false,
            is_terminated: false,
        }
    }

    /// Number of the attempt that is under way or comes next, from 1.
    pub(crate) fn attempt_number(&self) -> u32 {
        u32::try_from(self.attempts.len()).map_or(u32::MAX, |ended| ended.saturating_add(1))
    }

    /// Ended attempts that count: not those that ended with the machine.
    pub(crate) fn counted_attempts(&self) -> usize {
        self.attempts.iter().filter(|attempt| !attempt.end.is_host_lost).count()
    }
}
