use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::AmbiguousOffset;

use super::ScheduleTimeZone;
use super::field::{Field, Steps};
use super::month_days::MonthDay;
use super::week_days::WeekDay;

const MINUTES: Field = Field { name: "minutes", numbers: 0..=59, names: &[] };
const HOURS: Field = Field { name: "hours", numbers: 0..=23, names: &[] };
const MONTHS: Field = Field {
    name: "month",
    numbers: 1..=12,
    names: &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
};
const YEARS: Field = Field { name: "year", numbers: 1970..=2199, names: &[] };

/// The six fields of a cron expression.
///
/// Source: <https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based>. Names of months and
/// days may be written in any case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cron {
    written: String,
    minutes: Vec<Steps>,
    hours: Vec<Steps>,
    days: Days,
    months: Vec<Steps>,
    years: Vec<Steps>,
}

/// The field of the two that is not `?`.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Days {
    OfMonth(Vec<MonthDay>),
    OfWeek(Vec<WeekDay>),
}

impl Days {
    fn hold(&self, date: Date) -> bool {
        match self {
            Self::OfMonth(items) => items.iter().any(|item| item.holds(date)),
            Self::OfWeek(items) => items.iter().any(|item| item.holds(date)),
        }
    }
}

impl Cron {
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let fields: Vec<_> = text.split_ascii_whitespace().collect();
        let [minutes, hours, month_day, month, week_day, year] = fields[..] else {
            return Err(format!("6 fields are, {} are there", fields.len()));
        };
        let days = match (month_day, week_day) {
            ("?", "?") => Err("exactly one of day-of-month and day-of-week is ?".to_owned()),
            ("?", week_day) => WeekDay::read_all(week_day).map(Days::OfWeek),
            (month_day, "?") => MonthDay::read_all(month_day).map(Days::OfMonth),
            _ => Err("exactly one of day-of-month and day-of-week is ?".to_owned()),
        };
        Ok(Self {
            written: text.to_owned(),
            minutes: MINUTES.read(minutes)?,
            hours: HOURS.read(hours)?,
            days: days?,
            months: MONTHS.read(month)?,
            years: YEARS.read(year)?,
        })
    }

    /// The first run after `after`. A time that the clocks leap over is skipped; one that they show twice runs the
    /// first time.
    pub fn next_after(&self, after: Timestamp, zone: &ScheduleTimeZone) -> Option<Timestamp> {
        let local = zone.zone().to_datetime(after);
        // No run of an earlier minute of the clocks is after `after`: of two such minutes the first one counts.
        let mut from = Some(local.with().second(0).subsec_nanosecond(0).build().ok()?);
        while let Some(start) = from {
            let found = self.at_or_after(start)?;
            match moment(found, zone) {
                Some(moment) if moment > after => return Some(moment),
                _ => from = found.checked_add(jiff::SignedDuration::from_mins(1)).ok(),
            }
        }
        None
    }

    /// The first minute of a calendar that the fields name, from `start` on; `None` after the last year.
    fn at_or_after(&self, start: DateTime) -> Option<DateTime> {
        let mut date = self.date_from(start.date())?;
        if date == start.date() {
            if let Some(found) = self.minute_from(start) {
                return Some(found);
            }
            date = self.date_from(date.tomorrow().ok()?)?;
        }
        self.minute_from(date.at(0, 0, 0, 0))
    }

    fn minute_from(&self, start: DateTime) -> Option<DateTime> {
        let (hour, minute) = (number(start.hour()), number(start.minute()));
        let in_hour = |hour: u16, from: u16| {
            let mut minutes = (from..=59).filter(|minute| holds(&self.minutes, *minute));
            minutes.next().map(|minute| (hour, minute))
        };
        let mut hours = (hour..=23).filter(|hour| holds(&self.hours, *hour));
        let (hour, minute) = hours.find_map(|at| in_hour(at, if at == hour { minute } else { 0 }))?;
        let (hour, minute) = (i8::try_from(hour).ok()?, i8::try_from(minute).ok()?);
        Some(start.date().at(hour, minute, 0, 0))
    }

    /// The first day from this one on; months and years without any are passed over at once.
    fn date_from(&self, start: Date) -> Option<Date> {
        let last_year = i16::try_from(*YEARS.numbers.end()).ok()?;
        let mut date = start;
        while date.year() <= last_year {
            if !holds(&self.years, u16::try_from(date.year()).ok()?) {
                date = Date::new(date.year() + 1, 1, 1).ok()?;
            } else if !holds(&self.months, number(date.month())) {
                date = date.last_of_month().tomorrow().ok()?;
            } else if self.days.hold(date) {
                return Some(date);
            } else {
                date = date.tomorrow().ok()?;
            }
        }
        None
    }
}

fn holds(items: &[Steps], number: u16) -> bool {
    items.iter().any(|item| item.holds(number))
}

fn number(of: i8) -> u16 {
    of.unsigned_abs().into()
}

/// When a time zone's clocks first show this; `None` where they never do.
fn moment(local: DateTime, zone: &ScheduleTimeZone) -> Option<Timestamp> {
    let ambiguous = zone.zone().to_ambiguous_timestamp(local);
    match ambiguous.offset() {
        AmbiguousOffset::Gap { .. } => None,
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => ambiguous.earlier().ok(),
    }
}

impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}
