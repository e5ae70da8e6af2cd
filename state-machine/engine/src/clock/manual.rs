use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::Clock;

/// A clock that stands still until a test moves it; starts at 1970-01-01T00:00:00Z. Clones share one time.
#[derive(Debug, Clone)]
pub struct ManualClock {
    now: Arc<watch::Sender<Timestamp>>,
    sleepers: Arc<Mutex<BTreeMap<Timestamp, usize>>>,
    changed: Arc<watch::Sender<()>>,
}

impl Default for ManualClock {
    fn default() -> Self {
        Self {
            now: Arc::new(watch::Sender::new(Timestamp::UNIX_EPOCH)),
            sleepers: Arc::default(),
            changed: Arc::new(watch::Sender::new(())),
        }
    }
}

impl ManualClock {
    /// Moves the time forward and wakes who waited for it.
    ///
    /// # Panics
    /// When the time would leave the years that a timestamp can hold.
    pub fn advance_time_by(&self, duration: Duration) {
        let step =
            SignedDuration::try_from(duration).expect("a test advances by less than an age of the world");
        self.now.send_modify(|now| *now += step);
    }

    /// Waits until somebody sleeps, then moves the time to the earliest deadline; gives back by how much.
    pub async fn advance_to_next_sleeper(&self) -> Duration {
        let deadline = self.next_deadline().await;
        let step = deadline.duration_since(self.now());
        self.now.send_modify(|now| *now = (*now).max(deadline));
        step.try_into().unwrap_or_default()
    }

    /// Waits until somebody sleeps; gives back the earliest time that is waited for.
    ///
    /// # Panics
    /// Never: the clock itself holds what it waits for.
    pub async fn next_deadline(&self) -> Timestamp {
        let mut changed = self.changed.subscribe();
        loop {
            let now = self.now();
            let earliest = self.lock().keys().find(|deadline| **deadline > now).copied();
            if let Some(deadline) = earliest {
                return deadline;
            }
            changed.changed().await.expect("the clock holds its own sender");
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Timestamp, usize>> {
        self.sleepers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.now.borrow()
    }

    async fn sleep_until(&self, deadline: Timestamp) {
        let mut now = self.now.subscribe();
        let _sleeper = Sleeper::register(self, deadline);
        let _ = now.wait_for(|now| *now >= deadline).await;
    }
}

/// Counts one sleeper for as long as it sleeps, also where its sleep is cut short.
struct Sleeper<'c> {
    clock: &'c ManualClock,
    deadline: Timestamp,
}

impl<'c> Sleeper<'c> {
    fn register(clock: &'c ManualClock, deadline: Timestamp) -> Self {
        *clock.lock().entry(deadline).or_default() += 1;
        clock.changed.send_replace(());
        Self { clock, deadline }
    }
}

impl Drop for Sleeper<'_> {
    fn drop(&mut self) {
        let mut sleepers = self.clock.lock();
        if let Some(count) = sleepers.get_mut(&self.deadline) {
            *count -= 1;
            if *count == 0 {
                sleepers.remove(&self.deadline);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_sleeper_wakes_when_its_time_has_come_and_not_before() {
        let clock = ManualClock::default();
        let deadline = clock.now() + SignedDuration::from_secs(10);
        let sleeping = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep_until(deadline).await }
        });
        assert_eq!(clock.next_deadline().await, deadline);
        clock.advance_time_by(Duration::from_secs(9));
        assert!(!sleeping.is_finished());
        assert_eq!(clock.advance_to_next_sleeper().await, Duration::from_secs(1));
        sleeping.await.unwrap();
    }
}
