use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use apoyo_engine::Clock;
use jiff::{SignedDuration, Timestamp};

/// What a process may take of time and memory.
pub(crate) struct Limits {
    clock: Arc<dyn Clock>,
    deadline: Timestamp,
    memory_bytes: u64,
    /// The most memory that was seen.
    peak_bytes: AtomicU64,
}

/// How often the memory of a process at work is looked at. What is allocated and filled between two looks is not seen: at
/// the speed of today's memory some tens of MiB.
const LOOK_EVERY: SignedDuration = SignedDuration::from_millis(25);

impl Limits {
    /// Until this time, with so much memory.
    pub(crate) fn new(clock: &Arc<dyn Clock>, deadline: Timestamp, memory_bytes: u64) -> Self {
        Self { clock: Arc::clone(clock), deadline, memory_bytes, peak_bytes: AtomicU64::new(0) }
    }

    /// The most memory that was seen, in bytes; a process that ends before it is looked at has none.
    pub(crate) fn peak_bytes(&self) -> u64 {
        self.peak_bytes.load(Ordering::Relaxed)
    }

    /// The time so much later, or the last that there is.
    pub(crate) fn after(now: Timestamp, wait: Duration) -> Timestamp {
        later(now, SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX))
    }

    /// Returns when the time is over.
    pub(crate) async fn time_is_over(&self) {
        self.clock.sleep_until(self.deadline).await;
    }

    /// Returns when the process `root`, with what it started, has more memory than it may.
    pub(super) async fn memory_is_over(&self, root: u32) {
        loop {
            self.clock.sleep_until(later(self.clock.now(), LOOK_EVERY)).await;
            let held = super::memory::of_tree(root);
            self.peak_bytes.fetch_max(held, Ordering::Relaxed);
            if held > self.memory_bytes {
                return;
            }
        }
    }
}

fn later(now: Timestamp, wait: SignedDuration) -> Timestamp {
    now.checked_add(wait).unwrap_or(Timestamp::MAX)
}
