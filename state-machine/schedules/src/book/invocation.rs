use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::Entry;
use crate::definition::{RetryPolicy, ScheduleId};

/// Longest pause between two tries of a start.
const LONGEST_PAUSE_SECONDS: i64 = 300;

/// One time at which a schedule runs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Occurrence {
    /// The schedule.
    pub schedule: ScheduleId,
    /// When, by its expression.
    pub at: Timestamp,
}

/// An occurrence that is to be started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// Of what.
    pub occurrence: Occurrence,
    /// What names it, and its execution.
    pub id: Uuid,
    /// When it may first be tried: the occurrence, or later within the schedule's window.
    pub due: Timestamp,
    /// How often it was tried.
    pub tries: u32,
    /// When it is tried next.
    pub next_try: Timestamp,
}

impl Invocation {
    /// The same invocation for the same occurrence of the same schedule, whenever it is made.
    pub(super) fn of(occurrence: Occurrence, entry: &Entry) -> Self {
        let seed = format!("{} {} {}", occurrence.schedule, entry.created, occurrence.at);
        let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, seed.as_bytes());
        let due = occurrence.at.checked_add(spread(id, entry.definition.window())).unwrap_or(occurrence.at);
        Self { occurrence, id, due, tries: 0, next_try: due }
    }

    /// The invocation after a try that failed; `None` where it is given up.
    pub(super) fn again(&self, policy: RetryPolicy, now: Timestamp) -> Option<Self> {
        let tries = self.tries + 1;
        let pause = 2_i64.saturating_pow(tries.saturating_sub(1)).min(LONGEST_PAUSE_SECONDS);
        let next_try = now.checked_add(SignedDuration::from_secs(pause)).ok()?;
        let is_young = next_try.duration_since(self.due) <= policy.maximum_event_age();
        (tries <= policy.maximum_retry_attempts && is_young).then(|| Self { tries, next_try, ..self.clone() })
    }
}

/// Somewhere in the window, in whole seconds: the same for the same invocation.
fn spread(id: Uuid, window: SignedDuration) -> SignedDuration {
    let seconds = u128::try_from(window.as_secs()).unwrap_or_default();
    let of_window = id.as_u128().checked_rem(seconds).and_then(|part| i64::try_from(part).ok());
    SignedDuration::from_secs(of_window.unwrap_or_default())
}
