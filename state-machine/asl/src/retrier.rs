use std::time::Duration;

use crate::ErrorEquals;
use crate::read::Fields;

/// When and how often to try again after an error of these names.
///
/// Source: <https://states-language.net/spec.html#retrying-after-error>.
#[derive(Debug, Clone, PartialEq)]
pub struct Retrier {
    /// For people.
    pub comment: Option<String>,
    /// The errors that it is for; not empty.
    pub error_equals: Vec<ErrorEquals>,
    /// Seconds before the first retry, 1 to 99,999,999; default 1.
    pub interval_seconds: Option<u64>,
    /// Most retries, 0 (never retry) to 99,999,999; default 3.
    pub max_attempts: Option<u64>,
    /// Factor by which the interval grows with each retry, at least 1.0; default 2.0.
    pub backoff_rate: Option<f64>,
    /// Longest interval, in seconds, 1 to 31,622,400; default none.
    pub max_delay_seconds: Option<u64>,
    /// Whether intervals are drawn at random; default NONE.
    pub jitter_strategy: Option<JitterStrategy>,
}

/// Whether intervals are drawn at random.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JitterStrategy {
    /// Each between 0 and what it would be otherwise.
    Full,
    /// They are what they are.
    None,
}

impl Retrier {
    /// `IntervalSeconds` where it is absent.
    pub const DEFAULT_INTERVAL_SECONDS: u64 = 1;
    /// `MaxAttempts` where it is absent.
    pub const DEFAULT_MAX_ATTEMPTS: u64 = 3;
    /// `BackoffRate` where it is absent.
    pub const DEFAULT_BACKOFF_RATE: f64 = 2.0;
    /// Largest `IntervalSeconds` and `MaxAttempts`.
    pub const MAX: u64 = 99_999_999;
    /// Largest `BackoffRate`; the language gives none, beyond this every interval is past any limit.
    pub const MAX_BACKOFF_RATE: f64 = 1e9;
    /// Largest `MaxDelaySeconds`.
    pub const MAX_DELAY_SECONDS: u64 = 31_622_400;

    /// The interval before the first retry.
    pub fn interval(&self) -> Duration {
        Duration::from_secs(self.interval_seconds.unwrap_or(Self::DEFAULT_INTERVAL_SECONDS))
    }

    /// Most retries.
    pub fn attempts(&self) -> u64 {
        self.max_attempts.unwrap_or(Self::DEFAULT_MAX_ATTEMPTS)
    }

    /// Factor by which the interval grows.
    pub fn rate(&self) -> f64 {
        self.backoff_rate.unwrap_or(Self::DEFAULT_BACKOFF_RATE)
    }

    /// Longest interval, where there is a limit.
    pub fn max_delay(&self) -> Option<Duration> {
        self.max_delay_seconds.map(Duration::from_secs)
    }

    /// Whether intervals are drawn at random.
    pub fn jitter(&self) -> JitterStrategy {
        self.jitter_strategy.unwrap_or(JitterStrategy::None)
    }

    pub(crate) fn read(fields: &Fields<'_>) -> Option<Self> {
        let error_equals = fields.error_equals();
        let read = Self {
            comment: fields.text("Comment"),
            error_equals: Vec::new(),
            interval_seconds: fields.integer("IntervalSeconds", 1..=Self::MAX),
            max_attempts: fields.integer("MaxAttempts", 0..=Self::MAX),
            backoff_rate: fields.decimal("BackoffRate", 1.0..=Self::MAX_BACKOFF_RATE),
            max_delay_seconds: fields.integer("MaxDelaySeconds", 1..=Self::MAX_DELAY_SECONDS),
            jitter_strategy: fields
                .word("JitterStrategy", &[("FULL", JitterStrategy::Full), ("NONE", JitterStrategy::None)]),
        };
        if read.max_delay_seconds.is_some_and(|delay| delay <= read.interval().as_secs()) {
            let message = format!("must be greater than IntervalSeconds {}", read.interval().as_secs());
            fields.refuse_field::<()>("MaxDelaySeconds", message);
        }
        fields.finish();
        Some(Self { error_equals: error_equals?, ..read })
    }
}
