use std::time::Duration;

use apoyo_operate::Pause;

/// Time as it passes.
#[derive(Debug, Clone, Copy)]
pub(super) struct RealTime;

impl Pause for RealTime {
    #[expect(clippy::disallowed_methods, reason = "the command line is the edge where time comes in")]
    async fn pause(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}
