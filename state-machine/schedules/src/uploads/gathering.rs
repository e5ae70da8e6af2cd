use std::time::Duration;

use jiff::Timestamp;

use super::event::short_event;
use super::rows::Waiting;

/// How uploads become executions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gathering {
    /// One execution for many, as a pipe from a queue.
    Batched {
        /// How long uploads are gathered at most, from the first one on; 0 to 300 seconds at AWS.
        window: Duration,
        /// How many are gathered at most, from 1; 200 at most keep an execution's input under 256 KiB.
        size: usize,
    },
    /// Each starts one, with its event as the input.
    Direct,
}

/// Which uploads start executions of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadTriggerOptions {
    /// The bucket.
    pub bucket: String,
    /// What the keys begin with, such as `sin procesar/`.
    pub prefix: String,
    /// The state machine.
    pub state_machine_arn: String,
    /// How.
    pub gathering: Gathering,
}

impl UploadTriggerOptions {
    /// Whether an upload starts something: copies made inside S3 do not, since `undo` puts photos back by copying.
    pub(super) fn are_for(&self, upload: &super::Upload) -> bool {
        upload.bucket == self.bucket
            && upload.key.starts_with(&self.prefix)
            && upload.reason != super::CreationReason::CopyObject
    }
}

/// Most bytes of an execution's input.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>.
const INPUT_LIMIT_BYTES: usize = 256 * 1024;

impl Gathering {
    /// Most uploads of one execution.
    pub(super) fn most(self) -> usize {
        match self {
            Self::Batched { size, .. } => size.max(1),
            Self::Direct => 1,
        }
    }

    /// How many of the uploads that wait are a batch now, from the first one on; 0 where they are to wait on.
    pub(super) fn batch(self, waiting: &[Waiting], now: Timestamp) -> usize {
        let Some(first) = waiting.first() else { return 0 };
        let fit = self.fit(waiting);
        let is_full = fit == self.most() || fit < waiting.len();
        if is_full || self.over(first) <= now { fit } else { 0 }
    }

    /// When uploads from this one on are a batch, however few they are.
    pub(super) fn over(self, first: &Waiting) -> Timestamp {
        match self {
            Self::Batched { window, .. } => first.at.checked_add(window).unwrap_or(Timestamp::MAX),
            Self::Direct => first.at,
        }
    }

    /// How many fit in one execution, by number and by the bytes of its input; at least one.
    fn fit(self, waiting: &[Waiting]) -> usize {
        let mut bytes = 2;
        let fitting = waiting.iter().take(self.most()).take_while(|one| {
            bytes += short_event(&one.key).to_string().len() + 1;
            bytes <= INPUT_LIMIT_BYTES
        });
        fitting.count().max(1)
    }

    /// The execution's input.
    pub(super) fn input(self, batch: &[Waiting]) -> String {
        match self {
            Self::Batched { .. } => {
                let events: Vec<_> = batch.iter().map(|one| short_event(&one.key)).collect();
                serde_json::Value::Array(events).to_string()
            }
            Self::Direct => batch.iter().map(|one| one.event.as_str()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(number: u64, key: &str, second: i64) -> Waiting {
        let at = Timestamp::from_second(second).unwrap();
        Waiting { number, key: key.to_owned(), event: "{}".to_owned(), at }
    }

    const BATCHED: Gathering = Gathering::Batched { window: Duration::from_mins(5), size: 3 };

    #[test]
    fn a_batch_is_full_or_its_window_is_over() {
        let all: Vec<_> = (0..5).map(|n| waiting(n, "k", n.cast_signed())).collect();
        let at = |second| Timestamp::from_second(second).unwrap();
        assert_eq!(BATCHED.batch(&all, at(4)), 3);
        assert_eq!(BATCHED.batch(&all[3..], at(302)), 0);
        assert_eq!(BATCHED.batch(&all[3..], at(303)), 2);
        assert_eq!(BATCHED.batch(&[], at(303)), 0);
        assert_eq!(Gathering::Direct.batch(&all, at(4)), 1);
        let at_once = Gathering::Batched { window: Duration::ZERO, size: 200 };
        assert_eq!(at_once.batch(&all, at(0)), 5);
    }

    #[test]
    fn keys_that_json_makes_long_are_spread_over_executions() {
        let long = "\u{1}".repeat(1024);
        let all: Vec<_> = (0..200).map(|n| waiting(n, &long, 0)).collect();
        let many = Gathering::Batched { window: Duration::from_mins(5), size: 200 };
        let fit = many.batch(&all, Timestamp::UNIX_EPOCH);
        assert!((1..200).contains(&fit));
        assert!(many.input(&all[..fit]).len() <= INPUT_LIMIT_BYTES);
    }
}
