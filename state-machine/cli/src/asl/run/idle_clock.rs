use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use apoyo_engine::{Clock, TokioClock};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, watch};

/// The computer's clock, which can skip the time in which nothing happens.
///
/// [`IdleClock::idle`] is called when the engine's thread has nothing to do: every flow of every execution waits for a time,
/// for work outside (which is counted, [`IdleClock::working`]), or for nothing that could ever come. Where no work is under
/// way, skipped time passes up to the next time that somebody waits for. While work is under way time passes as it really
/// does, so that time-outs of it mean what they say.
#[derive(Debug, Clone)]
pub(super) struct IdleClock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    skips: Skips,
    /// How far this clock is ahead of the computer's.
    ahead: watch::Sender<SignedDuration>,
    sleepers: Mutex<BTreeMap<Timestamp, usize>>,
    working: AtomicUsize,
    stuck: Notify,
}

/// Whether time in which nothing happens is skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Skips {
    /// It is.
    Time,
    /// It passes.
    Nothing,
}

impl IdleClock {
    pub(super) fn new(skips: Skips) -> Self {
        Self(Arc::new(Inner {
            skips,
            ahead: watch::Sender::new(SignedDuration::ZERO),
            sleepers: Mutex::default(),
            working: AtomicUsize::new(0),
            stuck: Notify::new(),
        }))
    }

    /// Work outside the engine is under way for as long as this is kept.
    pub(super) fn working(&self) -> Working {
        self.0.working.fetch_add(1, Ordering::SeqCst);
        Working(Arc::clone(&self.0))
    }

    /// To be called when the engine's thread is about to rest, and only then.
    pub(super) fn idle(&self) {
        if self.0.working.load(Ordering::SeqCst) > 0 {
            return;
        }
        let next = self.0.lock().first_key_value().map(|(deadline, _)| *deadline);
        match next {
            None => self.0.stuck.notify_one(),
            Some(deadline) if self.0.skips == Skips::Time => {
                let left = deadline.duration_since(self.now());
                self.0.ahead.send_modify(|ahead| *ahead += left.max(SignedDuration::ZERO));
            }
            Some(_) => {}
        }
    }

    /// Returns when nothing is under way and nobody waits for a time: without a word from outside nothing will happen.
    pub(super) async fn stuck(&self) {
        self.0.stuck.notified().await;
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<Timestamp, usize>> {
        self.sleepers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Clock for IdleClock {
    fn now(&self) -> Timestamp {
        TokioClock.now().checked_add(*self.0.ahead.borrow()).unwrap_or(Timestamp::MAX)
    }

    async fn sleep_until(&self, deadline: Timestamp) {
        let mut ahead = self.0.ahead.subscribe();
        let _sleeper = Sleeper::register(&self.0, deadline);
        while self.now() < deadline {
            let really = deadline.checked_sub(*ahead.borrow_and_update()).unwrap_or(Timestamp::MIN);
            tokio::select! {
                () = TokioClock.sleep_until(really) => {}
                // The clock itself keeps the sender.
                _ = ahead.changed() => {}
            }
        }
    }
}

/// Counts one who waits, also where the waiting is cut short.
struct Sleeper<'c> {
    clock: &'c Inner,
    deadline: Timestamp,
}

impl<'c> Sleeper<'c> {
    fn register(clock: &'c Inner, deadline: Timestamp) -> Self {
        *clock.lock().entry(deadline).or_default() += 1;
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

/// Work that is under way.
#[derive(Debug)]
pub(super) struct Working(Arc<Inner>);

impl Drop for Working {
    fn drop(&mut self) {
        self.0.working.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a future on a thread whose rests the clock is told of.
    fn on_one_thread<F: Future<Output: Send + 'static> + Send + 'static>(
        clock: &IdleClock,
        future: F,
    ) -> F::Output {
        let idle = clock.clone();
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let runtime = builder.enable_all().on_thread_park(move || idle.idle()).build().unwrap();
        runtime.block_on(async { tokio::spawn(future).await.unwrap() })
    }

    #[test]
    fn a_year_is_over_at_once_and_the_clock_tells_so() {
        let clock = IdleClock::new(Skips::Time);
        let sleeping = clock.clone();
        let year = SignedDuration::from_hours(365 * 24);
        let (before, after) = on_one_thread(&clock, async move {
            let before = sleeping.now();
            sleeping.sleep_until(before + year).await;
            (before, sleeping.now())
        });
        assert!(after >= before + year && after < before + year + SignedDuration::from_mins(1));
    }

    #[test]
    fn sleepers_wake_in_the_order_of_their_times() {
        let clock = IdleClock::new(Skips::Time);
        let sleeping = clock.clone();
        let order = on_one_thread(&clock, async move {
            let (sender, mut woken) = tokio::sync::mpsc::unbounded_channel();
            let now = sleeping.now();
            for hours in [3, 1, 2] {
                let (clock, sender) = (sleeping.clone(), sender.clone());
                tokio::spawn(async move {
                    clock.sleep_until(now + SignedDuration::from_hours(hours)).await;
                    let _ = sender.send(hours);
                });
            }
            [woken.recv().await, woken.recv().await, woken.recv().await]
        });
        assert_eq!(order, [Some(1), Some(2), Some(3)]);
    }

    #[test]
    fn no_time_is_skipped_while_work_is_under_way() {
        let clock = IdleClock::new(Skips::Time);
        let told = clock.clone();
        let ended_first = on_one_thread(&clock, async move {
            let hour = told.now() + SignedDuration::from_hours(1);
            let work = {
                let working = told.working();
                tokio::task::spawn_blocking(move || {
                    // Real work on another thread: the engine's thread rests meanwhile.
                    let sum: u64 = (0..2_000_000_u64).fold(0, |sum, n| sum ^ n.wrapping_mul(31));
                    drop(working);
                    sum
                })
            };
            tokio::select! {
                biased;
                done = work => done.is_ok(),
                () = told.sleep_until(hour) => false,
            }
        });
        assert!(ended_first);
    }

    #[test]
    fn where_nothing_can_happen_any_more_it_is_said() {
        let clock = IdleClock::new(Skips::Nothing);
        let told = clock.clone();
        on_one_thread(&clock, async move { told.stuck().await });
    }
}
