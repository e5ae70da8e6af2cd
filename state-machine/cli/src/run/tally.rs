use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use apoyo_photo::OutcomeKind;
use apoyo_photo::step::Totals;

/// Counts of photos as they reach their end; shared by the steps, which count, and the progress line, which reads.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    listed: AtomicU64,
    kept: AtomicU64,
    review: AtomicU64,
    trash: AtomicU64,
    taken: AtomicU64,
    failed: AtomicU64,
    totals: OnceLock<Totals>,
}

/// The counts at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Counts {
    pub(crate) listed: u64,
    pub(crate) kept: u64,
    pub(crate) review: u64,
    pub(crate) trash: u64,
    pub(crate) taken: u64,
    pub(crate) failed: u64,
}

impl Tally {
    /// The execution will sort so many photos.
    pub(crate) fn listed(&self, photos: u64) {
        self.listed.store(photos, Ordering::Relaxed);
    }

    /// One more photo ended so.
    pub(crate) fn ended(&self, kind: OutcomeKind) {
        let counter = match kind {
            OutcomeKind::Kept => &self.kept,
            OutcomeKind::Review => &self.review,
            OutcomeKind::Trash => &self.trash,
            OutcomeKind::Taken => &self.taken,
            OutcomeKind::Failed => &self.failed,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// What the report counted, whether the execution then succeeds or not.
    pub(crate) fn reported(&self, totals: Totals) {
        // A repeated report says the same.
        let _ = self.totals.set(totals);
    }

    /// What the report counted; `None` before it, and where there was nothing to report.
    pub(crate) fn totals(&self) -> Option<Totals> {
        self.totals.get().cloned()
    }

    /// The counts now.
    pub(crate) fn now(&self) -> Counts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts {
            listed: read(&self.listed),
            kept: read(&self.kept),
            review: read(&self.review),
            trash: read(&self.trash),
            taken: read(&self.taken),
            failed: read(&self.failed),
        }
    }
}

impl Counts {
    /// Photos that have reached their end.
    pub(crate) const fn done(self) -> u64 {
        self.kept + self.review + self.trash + self.taken + self.failed
    }
}
