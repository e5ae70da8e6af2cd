use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

use super::Clock;

/// After this it looks at the clock again: tokio's time stands still while the computer sleeps, and somebody may set
/// the clock.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

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
        while let Ok(left) = Duration::try_from(deadline.duration_since(self.now()))
            && !left.is_zero()
        {
            tokio::time::sleep(left.min(LONGEST_SLEEP)).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_waits_for_what_is_past() {
        let clock = TokioClock;
        clock.sleep_until(clock.now()).await;
        clock.sleep_until(Timestamp::MIN).await;
    }
}
