//! When an execution can be redriven.
//!
//! Source: <https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html>, "Redrive eligibility"; the
//! sentences are those of `redriveStatusReason` in the API model.

use jiff::{SignedDuration, Timestamp};

use crate::api::ExecutionDescription;
use crate::execution::Status;
use crate::history::HISTORY_LIMIT_EVENTS;
use crate::store::StoredChild;

/// How long after its end an execution can be redriven.
const PERIOD: SignedDuration = SignedDuration::from_hours(14 * 24);

/// How long after its start an execution may go on.
const OPEN_TIME: SignedDuration = SignedDuration::from_hours(365 * 24);

/// A history of so many events has no room for `ExecutionRedriven` and one more.
const FULL: u64 = HISTORY_LIMIT_EVENTS - 1;

/// Whether an execution can be redriven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedriveStatus {
    /// By `RedriveExecution`.
    Redrivable,
    /// By a redrive of the execution that its Map Run belongs to.
    RedrivableByMapRun,
    /// It cannot, for this reason.
    NotRedrivable(&'static str),
}

impl RedriveStatus {
    /// AWS's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Redrivable => "REDRIVABLE",
            Self::RedrivableByMapRun => "REDRIVABLE_BY_MAP_RUN",
            Self::NotRedrivable(_) => "NOT_REDRIVABLE",
        }
    }

    /// Why it cannot.
    pub const fn reason(self) -> Option<&'static str> {
        match self {
            Self::NotRedrivable(reason) => Some(reason),
            Self::Redrivable | Self::RedrivableByMapRun => None,
        }
    }
}

/// What decides whether a Standard execution can be redriven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Past {
    pub(crate) status: Status,
    pub(crate) start_date: Timestamp,
    pub(crate) stop_date: Option<Timestamp>,
    /// How many events its history has.
    pub(crate) events: u64,
}

impl Past {
    pub(crate) fn of(execution: &ExecutionDescription) -> Self {
        let ExecutionDescription { status, start_date, stop_date, events, .. } = *execution;
        Self { status, start_date, stop_date, events }
    }

    pub(crate) fn of_child(child: &StoredChild) -> Self {
        let StoredChild { status, start_date, stop_date, events, .. } = *child;
        Self { status, start_date, stop_date: Some(stop_date), events }
    }

    /// Why it cannot be redriven at this time, if it cannot.
    pub(crate) fn refusal(&self, now: Timestamp) -> Option<&'static str> {
        match self.status {
            Status::Running => return Some("Execution is RUNNING and cannot be redriven"),
            Status::Succeeded => return Some("Execution is SUCCEEDED and cannot be redriven"),
            Status::Failed | Status::TimedOut | Status::Aborted => {}
        }
        if self.stop_date.is_some_and(|stopped| now.duration_since(stopped) > PERIOD) {
            return Some("Execution redrivable period exceeded");
        }
        if has_full_history(self.events) {
            return Some("Execution history event limit exceeded");
        }
        let is_too_old = now.duration_since(self.start_date) > OPEN_TIME;
        is_too_old.then_some("Execution has exceeded the max execution time")
    }
}

/// Whether a history of so many events has no room for a redrive.
pub(crate) const fn has_full_history(events: u64) -> bool {
    events >= FULL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_execution_can_be_redriven_for_14_days_with_room_in_its_history_and_within_a_year() {
        let day = |day: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * day);
        let failed = |events, stopped| Past {
            status: Status::Failed,
            start_date: day(0),
            stop_date: Some(day(stopped)),
            events,
        };
        let table = [
            (failed(2, 0), 14, None),
            (failed(2, 0), 15, Some("Execution redrivable period exceeded")),
            (failed(24_998, 0), 1, None),
            (failed(24_999, 0), 1, Some("Execution history event limit exceeded")),
            (failed(25_000, 0), 1, Some("Execution history event limit exceeded")),
            (failed(2, 360), 365, None),
            (failed(2, 360), 366, Some("Execution has exceeded the max execution time")),
            (Past { status: Status::Aborted, ..failed(2, 0) }, 1, None),
            (Past { status: Status::TimedOut, ..failed(2, 0) }, 1, None),
            (
                Past { status: Status::Running, stop_date: None, ..failed(2, 0) },
                1,
                Some("Execution is RUNNING and cannot be redriven"),
            ),
            (
                Past { status: Status::Succeeded, ..failed(2, 0) },
                1,
                Some("Execution is SUCCEEDED and cannot be redriven"),
            ),
        ];
        for (past, now, refusal) in table {
            assert_eq!(past.refusal(day(now)), refusal, "{past:?} on day {now}");
        }
    }
}
