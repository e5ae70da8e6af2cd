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
    /// Of those that did not succeed: those that no redrive can change.
    #[serde(default)]
    pub failures_not_redrivable: u64,
    /// Did not succeed and wait to be redriven.
    #[serde(default)]
    pub pending_redrive: u64,
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
        *self.of(status) += amount;
    }

    /// So many wait to be redriven.
    pub(crate) fn wait(&mut self, amount: u64) {
        self.pending_redrive += amount;
        self.total += amount;
    }

    /// So many wait no more: they are counted as what they are from now on.
    pub(crate) fn wait_no_more(&mut self, amount: u64) {
        self.pending_redrive = self.pending_redrive.saturating_sub(amount);
        self.total = self.total.saturating_sub(amount);
    }

    /// The run is at its end: what waits to be redriven stays as it ended, and nothing runs any more.
    pub(crate) fn close(&mut self, waiting: &mut Self) {
        for status in [Status::Failed, Status::TimedOut, Status::Aborted] {
            let amount = *waiting.of(status);
            self.wait_no_more(amount);
            self.begin(amount);
            self.end(amount, status);
        }
        self.end(self.running, Status::Aborted);
    }

    /// How many have this status.
    pub(crate) fn of(&mut self, status: Status) -> &mut u64 {
        match status {
            Status::Running => &mut self.running,
            Status::Succeeded => &mut self.succeeded,
            Status::Failed => &mut self.failed,
            Status::TimedOut => &mut self.timed_out,
            Status::Aborted => &mut self.aborted,
        }
    }

    /// Those that count against the tolerance.
    pub fn unsuccessful(&self) -> u64 {
        self.failed + self.timed_out
    }
}
