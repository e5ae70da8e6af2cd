use std::sync::Arc;
use std::time::{Duration, SystemTime};

use apoyo_engine::Clock;
use async_trait::async_trait;
use aws_smithy_async::rt::sleep::{AsyncSleep, Sleep};
use aws_smithy_async::time::TimeSource;
use jiff::Timestamp;

use crate::world::World;

/// The simulation's time, for the engine and for the SDK.
#[derive(Debug, Clone)]
pub(crate) struct Time(pub(crate) Arc<World>);

#[async_trait]
impl Clock for Time {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    async fn sleep_until(&self, deadline: Timestamp) {
        if deadline > self.0.now() {
            self.0.sleep_until(deadline).await;
        }
    }
}

impl AsyncSleep for Time {
    fn sleep(&self, duration: Duration) -> Sleep {
        let ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        Sleep::new(self.0.sleep_until_ms(self.0.now_ms().saturating_add(ms)))
    }
}

impl TimeSource for Time {
    fn now(&self) -> SystemTime {
        self.0.now().into()
    }
}
