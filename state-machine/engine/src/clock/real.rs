use async_trait::async_trait;
use jiff::Timestamp;

use super::Clock;

/// The computer's clock, waiting on tokio's timer.
#[derive(Debug, Clone, Copy, Default)]
pub struct TokioClock;

#[async_trait]
impl Clock for TokioClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the computer's clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that really waits")]
    async fn sleep_until(&self, deadline: Timestamp) {
        if let Ok(left) = deadline.duration_since(self.now()).try_into() {
            tokio::time::sleep(left).await;
        }
    }
}
