use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use apoyo_bucket::BucketError;
use apoyo_classify::ClassifyError;
use apoyo_photo::ErrorName;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::{Clock, WorkerError};

/// Calls after the first: as many as the state machine's retriers make (`state-machine/triage`, `retries`).
const RETRIES: u32 = 5;
/// The first wait is drawn from 0 up to this; each further one from twice as much.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// No wait is longer, unless the configuration says otherwise.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Makes a call again where it failed in a way that passes: after 1, 2, 4, .. seconds, each drawn from 0 up to that, so
/// that jobs which failed together do not come back together.
#[derive(Debug)]
pub(crate) struct Patience {
    longest: Duration,
    dice: Mutex<StdRng>,
}

/// An error with the name that says whether trying again may help.
pub(crate) trait Named {
    fn name(&self) -> ErrorName;
}

impl Named for BucketError {
    fn name(&self) -> ErrorName {
        self.name()
    }
}

impl Named for ClassifyError {
    fn name(&self) -> ErrorName {
        self.name()
    }
}

impl Named for WorkerError {
    fn name(&self) -> ErrorName {
        self.name()
    }
}

impl Patience {
    /// No wait is longer than `longest`; the same seed draws the same waits.
    pub(crate) fn new(longest: Duration, seed: u64) -> Self {
        Self { longest, dice: Mutex::new(StdRng::seed_from_u64(seed)) }
    }

    /// The call's success, or its last failure.
    pub(crate) async fn retry<T, E: Named>(
        &self,
        clock: &impl Clock,
        mut call: impl AsyncFnMut() -> Result<T, E>,
    ) -> Result<T, E> {
        for retry in 0..RETRIES {
            match call().await {
                Err(error) if error.name().may_pass() => clock.sleep(self.wait(retry)).await,
                ended => return ended,
            }
        }
        call().await
    }

    fn wait(&self, retry: u32) -> Duration {
        let most = FIRST_WAIT.saturating_mul(2_u32.saturating_pow(retry)).min(self.longest);
        let mut dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
        most.mul_f64(dice.random_range(0.0..=1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_are_drawn_from_all_of_it() {
        let patience = Patience::new(LONGEST_WAIT, 7);
        for (retry, most) in [(0, 1), (1, 2), (2, 4), (3, 8), (4, 16), (5, 20), (99, 20)] {
            let waits: Vec<_> = (0..200).map(|_| patience.wait(retry).as_secs_f64()).collect();
            let most = f64::from(most);
            assert!(waits.iter().all(|wait| *wait <= most), "{retry}");
            assert!(
                waits.iter().any(|wait| *wait < 0.1 * most) && waits.iter().any(|wait| *wait > 0.9 * most)
            );
        }
    }

    #[test]
    fn a_longest_wait_of_nothing_waits_nothing() {
        assert_eq!(Patience::new(Duration::ZERO, 7).wait(4), Duration::ZERO);
    }
}
