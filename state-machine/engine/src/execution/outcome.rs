use std::time::Duration;

use super::{Visit, retry};
use crate::failure::Failure;
use crate::machine::State;

/// What a failure leads to: the first retrier that matches and has attempts left, else the first catcher that matches,
/// else the failure of the flow.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Try again after a delay.
    Retry {
        /// Position of the retrier.
        retrier: usize,
        /// How long to wait.
        delay: Duration,
    },
    /// Go on at a catcher.
    Catch {
        /// Position of the catcher.
        catcher: usize,
    },
    /// Fail.
    Fail,
}

impl Outcome {
    /// What this failure leads to in this visit; `also` is another name that it may be called by.
    pub fn of(state: &State, visit: &Visit, (failure, also): (&Failure, Option<&str>), seed: u64) -> Self {
        let is_match = |name: &str| failure.is_matched_by(name) || also == Some(name);
        let matches = |names: &[apoyo_asl::ErrorEquals]| names.iter().any(|name| is_match(name.as_str()));
        // Only the first retrier that matches counts, used up or not.
        let retrier = state.retry.iter().position(|retrier| matches(&retrier.error_equals));
        if let Some(at) = retrier {
            let used = visit.attempts.get(at).copied().unwrap_or_default();
            if used < state.retry[at].attempts() {
                return Self::Retry { retrier: at, delay: retry::delay(&state.retry[at], used, seed) };
            }
        }
        match state.catch.iter().position(|catcher| matches(&catcher.error_equals)) {
            Some(catcher) => Self::Catch { catcher },
            None => Self::Fail,
        }
    }
}
