//! Time, injected: the real clock and one that a test moves.

mod manual;
mod real;

use async_trait::async_trait;
use jiff::Timestamp;

pub use manual::ManualClock;
pub use real::TokioClock;

/// Tells the time and waits for a time to come.
#[async_trait]
pub trait Clock: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// Returns once [`Clock::now`] is at or after the deadline; at once where it already is.
    async fn sleep_until(&self, deadline: Timestamp);
}
