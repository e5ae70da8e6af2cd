use std::time::Duration;

use crate::Refusal;

/// How often an event has been tried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tries {
    /// Attempts that ended in an error of the function.
    pub(super) failed: u32,
    /// Attempts in a row in which the function was not even run.
    pub(super) refused: u32,
}

/// Waits before the second and the third attempt.
const AFTER_FAILURE: [Duration; 2] = [Duration::from_mins(1), Duration::from_mins(2)];

/// The longest wait after a refusal; the first is a second, and each is twice the one before.
const MOST_AFTER_REFUSAL: Duration = Duration::from_mins(5);

/// How old an event may grow before it is given up.
const MOST_AGE: Duration = Duration::from_hours(6);

impl Tries {
    /// How long to wait once the function failed; none where it has failed too often.
    pub(super) fn failed(&mut self) -> Option<Duration> {
        self.refused = 0;
        let wait = AFTER_FAILURE.get(self.failed as usize).copied();
        self.failed += 1;
        wait
    }

    /// How long to wait once the function could not be run; none where waiting cannot help, or the event is too old.
    pub(super) fn refused(&mut self, refusal: &Refusal, age: Duration) -> Option<Duration> {
        if !matches!(refusal, Refusal::TooMany { .. } | Refusal::Service(_)) || age >= MOST_AGE {
            return None;
        }
        let wait = Duration::from_secs(1 << self.refused.min(16)).min(MOST_AFTER_REFUSAL);
        self.refused += 1;
        Some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_that_fails_is_tried_three_times() {
        let mut tries = Tries::default();
        let waits: Vec<_> = std::iter::repeat_with(|| tries.failed()).take(3).collect();
        assert_eq!(waits, [Some(Duration::from_mins(1)), Some(Duration::from_mins(2)), None]);
    }

    #[test]
    fn a_function_that_is_busy_is_asked_again_for_six_hours_ever_less_often() {
        let mut tries = Tries::default();
        let busy = Refusal::TooMany { reason: "r" };
        let mut age = Duration::ZERO;
        let mut waits = Vec::new();
        while let Some(wait) = tries.refused(&busy, age) {
            waits.push(wait.as_secs());
            age += wait;
        }
        assert_eq!(waits[..10], [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
        assert!((MOST_AGE..MOST_AGE + MOST_AFTER_REFUSAL).contains(&age));
        assert_eq!(tries.refused(&Refusal::NotFound("a".into()), Duration::ZERO), None);
    }
}
