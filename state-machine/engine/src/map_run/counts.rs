use serde::{Deserialize, Serialize};

use crate::execution::Status;

/// How many items or child executions of a Map Run stand where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Known and not begun.
    pub pending: u64,
    /// In work.
    pub running: u64,
    /// Done.
    pub succeeded: u64,
    /// Failed.
    pub failed: u64,
    /// Taken too long.
    pub timed_out: u64,
    /// Ended before they were done.
    pub aborted: u64,
    /// All of these; grows while the items are read.
    pub total: u64,
    /// Whose result is in the result files.
    pub results_written: u64,
}

impl Counts {
    /// So many more were begun.
    pub fn begin(&mut self, amount: u64) {
        self.running += amount;
        self.total += amount;
    }

    /// So many more are known and will not be begun.
    pub fn leave(&mut self, amount: u64) {
        self.pending += amount;
        self.total += amount;
        self.results_written += amount;
    }

    /// So many that ran have ended this way.
    pub fn end(&mut self, amount: u64, status: Status) {
        self.running = self.running.saturating_sub(amount);
        match status {
            Status::Running => self.running += amount,
            Status::Succeeded => self.succeeded += amount,
            Status::Failed => self.failed += amount,
            Status::TimedOut => self.timed_out += amount,
            Status::Aborted => self.aborted += amount,
        }
    }

    /// Those that count against the tolerance.
    pub fn unsuccessful(&self) -> u64 {
        self.failed + self.timed_out
    }
}
