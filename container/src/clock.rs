use std::future::Future;
use std::time::Duration;

/// Tells how much time has passed, and waits.
pub trait Clock {
    /// Time since a moment that stays the same.
    fn now(&self) -> Duration;

    /// Returns once so much time has passed.
    fn sleep(&self, time: Duration) -> impl Future<Output = ()>;
}

/// The computer's clock, waiting on tokio's timer.
#[derive(Debug, Clone, Copy)]
pub struct TokioClock {
    start: tokio::time::Instant,
}

impl TokioClock {
    /// A clock that begins now.
    pub fn start() -> Self {
        Self { start: tokio::time::Instant::now() }
    }
}

impl Clock for TokioClock {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that really waits")]
    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}
