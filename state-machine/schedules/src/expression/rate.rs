use std::fmt;
use std::num::NonZeroU32;

use jiff::{SignedDuration, Timestamp};

/// A regular rate. A day is 24 hours, also where the clocks of its time zone change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    value: NonZeroU32,
    unit: RateUnit,
    /// The unit as it was written, `minute` or `minutes`.
    written: &'static str,
}

/// What a rate counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateUnit {
    /// 60 seconds.
    Minutes,
    /// 60 minutes.
    Hours,
    /// 24 hours.
    Days,
}

const UNITS: [(&str, RateUnit); 6] = [
    ("minute", RateUnit::Minutes),
    ("minutes", RateUnit::Minutes),
    ("hour", RateUnit::Hours),
    ("hours", RateUnit::Hours),
    ("day", RateUnit::Days),
    ("days", RateUnit::Days),
];

impl Rate {
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let (number, unit) = text.split_once(' ').ok_or("NUMBER UNIT is, as in 5 minutes")?;
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        let value = number.parse().ok().filter(|_| digits);
        let value = value.ok_or_else(|| format!("{number:?} is no number, a whole number from 1 is"))?;
        let unit = UNITS.iter().find(|(name, _)| *name == unit);
        let (written, unit) = unit.ok_or("the unit is minutes, hours or days")?;
        Ok(Self { value, unit: *unit, written })
    }

    /// How long it is from one run to the next.
    pub fn period(&self) -> SignedDuration {
        let minutes: i64 = match self.unit {
            RateUnit::Minutes => 1,
            RateUnit::Hours => 60,
            RateUnit::Days => 24 * 60,
        };
        // 2^32 days are less than a SignedDuration's seconds.
        SignedDuration::from_secs(60 * minutes * i64::from(self.value.get()))
    }

    /// The first run after `after`, where the very first is at `first`; `None` where time has no such moment.
    pub fn next_after(&self, after: Timestamp, first: Timestamp) -> Option<Timestamp> {
        if after < first {
            return Some(first);
        }
        let (past, period) = (after.duration_since(first), self.period());
        let runs = i64::try_from(past.as_nanos() / period.as_nanos()).ok()? + 1;
        let seconds = period.as_secs().checked_mul(runs)?;
        first.checked_add(SignedDuration::from_secs(seconds)).ok()
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.value, self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn runs_are_counted_from_the_first() {
        let rate = Rate::read("90 minutes").unwrap();
        let first = at("2026-11-21T06:00:30Z");
        assert_eq!(rate.next_after(at("2026-11-20T00:00:00Z"), first), Some(first));
        assert_eq!(rate.next_after(first, first), Some(at("2026-11-21T07:30:30Z")));
        assert_eq!(rate.next_after(at("2026-11-21T10:30:29Z"), first), Some(at("2026-11-21T10:30:30Z")));
    }

    #[test]
    fn a_rate_beyond_all_time_never_runs_again() {
        let rate = Rate::read("4294967295 days").unwrap();
        let first = at("2026-11-21T06:00:00Z");
        assert_eq!(rate.next_after(first, first), None);
    }
}
