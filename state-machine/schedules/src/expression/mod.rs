//! When a schedule runs: `rate(...)`, `cron(...)` and `at(...)`, as EventBridge Scheduler reads them. Pure.
//!
//! Source: <https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html>.

mod at;
mod cron;
mod field;
mod month_days;
mod rate;
mod timing;
mod week_days;
mod zone;

use std::fmt;
use std::str::FromStr;

pub use at::At;
pub use cron::Cron;
pub use rate::{Rate, RateUnit};
pub use timing::Timing;
pub use zone::{InvalidTimeZone, ScheduleTimeZone};

/// A schedule expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScheduleExpression {
    /// At a regular rate.
    Rate(Rate),
    /// At the minutes that a calendar rule names.
    Cron(Cron),
    /// Once.
    At(At),
}

/// Why a text is no schedule expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a schedule: {reason}")]
pub struct InvalidExpression {
    /// The text.
    pub text: String,
    /// What is wrong with it, and what is allowed.
    pub reason: String,
}

impl FromStr for ScheduleExpression {
    type Err = InvalidExpression;

    fn from_str(text: &str) -> Result<Self, InvalidExpression> {
        let read = if let Some(inner) = inner(text, "rate") {
            Rate::read(inner).map(Self::Rate)
        } else if let Some(inner) = inner(text, "cron") {
            Cron::read(inner).map(Self::Cron)
        } else if let Some(inner) = inner(text, "at") {
            At::read(inner).map(Self::At)
        } else {
            Err("rate(NUMBER minutes|hours|days), cron(MINUTES HOURS DAY-OF-MONTH MONTH DAY-OF-WEEK YEAR) and \
                 at(yyyy-mm-ddThh:mm:ss) are"
                .to_owned())
        };
        read.map_err(|reason| InvalidExpression { text: text.to_owned(), reason })
    }
}

impl fmt::Display for ScheduleExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rate(rate) => write!(f, "rate({rate})"),
            Self::Cron(cron) => write!(f, "cron({cron})"),
            Self::At(at) => write!(f, "at({at})"),
        }
    }
}

fn inner<'t>(text: &'t str, kind: &str) -> Option<&'t str> {
    text.strip_prefix(kind)?.strip_prefix('(')?.strip_suffix(')')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_scheduler_takes_is_taken_and_written_as_it_was() {
        for good in [
            "rate(1 minute)",
            "rate(1 minutes)",
            "rate(12 hours)",
            "rate(5 days)",
            "cron(0 3 * * ? *)",
            "cron(*/15 8-18 ? * MON-FRI *)",
            "cron(0,30 6 L * ? 2026-2030)",
            "cron(0 6 15W JAN,JUL ? *)",
            "cron(0 6 ? * 2#1 *)",
            "cron(0 6 ? * FRIL *)",
            "cron(15 12 ? * L 2026/2)",
            "cron(1-31/30 1-1 ? * 1,7 *)",
            "at(2026-11-21T00:00:00)",
        ] {
            assert_eq!(good.parse::<ScheduleExpression>().unwrap().to_string(), good);
        }
    }

    #[test]
    fn what_it_refuses_is_refused_with_what_is_allowed() {
        for (bad, words) in [
            ("", "at(yyyy-mm-ddThh:mm:ss) are"),
            ("0 3 * * ? *", "are"),
            ("rate(0 minutes)", "a whole number from 1"),
            ("rate(+1 minutes)", "a whole number from 1"),
            ("rate(99999999999 minutes)", "a whole number from 1"),
            ("rate(5 weeks)", "minutes, hours or days"),
            ("rate(5)", "NUMBER UNIT"),
            ("cron(0 3 * * *)", "6 fields are, 5 are there"),
            ("cron(0 3 * * * *)", "one of day-of-month and day-of-week is ?"),
            ("cron(0 3 ? * ? *)", "one of day-of-month and day-of-week is ?"),
            ("cron(60 3 * * ? *)", "minutes \"60\": 0 to 59"),
            ("cron(0 24 * * ? *)", "hours \"24\": 0 to 23"),
            ("cron(0 3 0 * ? *)", "day-of-month \"0\": 1 to 31"),
            ("cron(0 3 * 13 ? *)", "month \"13\": 1 to 12"),
            ("cron(0 3 ? * SOON *)", "day-of-week \"SOON\": 1 to 7"),
            ("cron(0 3 ? * 2#6 *)", "day-of-week \"2#6\""),
            ("cron(0 3 32W * ? *)", "day-of-month \"32W\""),
            ("cron(0 3 * * ? 1969)", "year \"1969\": 1970 to 2199"),
            ("cron(5- 3 * * ? *)", "minutes \"5-\""),
            ("cron(9-5 3 * * ? *)", "minutes \"9-5\""),
            ("cron(*/0 3 * * ? *)", "minutes \"*/0\""),
            ("cron(*/60 3 * * ? *)", "minutes \"*/60\""),
            ("cron(? 3 * * ? *)", "minutes \"?\""),
            ("at(2026-13-21T00:00:00)", "yyyy-mm-ddThh:mm:ss"),
            ("at(2026-11-21)", "yyyy-mm-ddThh:mm:ss"),
            ("at(2026-11-21T00:00:00Z)", "yyyy-mm-ddThh:mm:ss"),
        ] {
            let refused = bad.parse::<ScheduleExpression>().unwrap_err().to_string();
            assert!(refused.contains(words), "{refused}");
        }
    }
}
