use std::time::Duration;

use apoyo_asl::{JitterStrategy, Retrier};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// How long to wait before a retry.
///
/// `attempt` counts the retries that this retrier made before, from 0. `seed` feeds the jitter, so that a fold of the
/// record waits as long as the first run did. Source:
/// <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html>.
pub(super) fn delay(retrier: &Retrier, attempt: u64, seed: u64) -> Duration {
    let exponent = i32::try_from(attempt).unwrap_or(i32::MAX);
    let seconds = retrier.interval().as_secs_f64() * retrier.rate().powi(exponent);
    let longest = retrier.max_delay().map_or(LONGEST, |limit| limit.min(LONGEST));
    let capped = seconds.min(longest.as_secs_f64());
    match retrier.jitter() {
        JitterStrategy::None => Duration::from_secs_f64(capped),
        JitterStrategy::Full => {
            Duration::from_secs_f64(ChaCha8Rng::seed_from_u64(seed).random_range(0.0..=capped))
        }
    }
}

/// A year: the longest that a Standard execution may live, so a longer wait is never over.
const LONGEST: Duration = Duration::from_hours(366 * 24);

#[cfg(test)]
mod tests {
    use super::*;

    fn retrier() -> Retrier {
        Retrier {
            comment: None,
            error_equals: Vec::new(),
            interval_seconds: Some(3),
            max_attempts: Some(3),
            backoff_rate: Some(2.0),
            max_delay_seconds: None,
            jitter_strategy: None,
        }
    }

    fn seconds(retrier: &Retrier) -> Vec<f64> {
        (0..4).map(|attempt| delay(retrier, attempt, 7).as_secs_f64()).collect()
    }

    #[test]
    fn the_published_example_waits_3_6_and_12_seconds() {
        assert_eq!(seconds(&retrier()), [3.0, 6.0, 12.0, 24.0]);
    }

    #[test]
    fn the_longest_delay_caps_the_growth() {
        assert_eq!(seconds(&Retrier { max_delay_seconds: Some(5), ..retrier() }), [3.0, 5.0, 5.0, 5.0]);
    }

    #[test]
    fn the_defaults_are_1_second_doubling() {
        let written = Retrier { interval_seconds: None, backoff_rate: None, ..retrier() };
        assert_eq!(seconds(&written), [1.0, 2.0, 4.0, 8.0]);
    }

    #[test]
    fn full_jitter_waits_between_nothing_and_the_whole_delay_and_the_same_for_the_same_seed() {
        let written = Retrier { jitter_strategy: Some(JitterStrategy::Full), ..retrier() };
        let waits: Vec<_> = (0..100).map(|seed| delay(&written, 1, seed)).collect();
        assert!(waits.iter().all(|wait| *wait <= Duration::from_secs(6)));
        assert!(waits.iter().any(|wait| *wait < Duration::from_secs(2)));
        assert!(waits.iter().any(|wait| *wait > Duration::from_secs(4)));
        assert_eq!(waits[5], delay(&written, 1, 5));
    }

    #[test]
    fn a_huge_number_of_attempts_does_not_overflow() {
        assert_eq!(delay(&retrier(), u64::MAX, 0), LONGEST);
    }
}
