use jiff::civil::{Date, Weekday};

use super::field::{Field, Steps};

const FIELD: Field = Field { name: "day-of-month", numbers: 1..=31, names: &[] };

/// An item of the field day-of-month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MonthDay {
    /// These days.
    Days(Steps),
    /// `L`: the last day of the month.
    Last,
    /// `15W`: the day from Monday to Friday that is nearest to the 15th, in the same month.
    NearestWeekday(u16),
}

impl MonthDay {
    pub(super) fn read_all(text: &str) -> Result<Vec<Self>, String> {
        text.split(',')
            .map(|item| Self::read(item).ok_or_else(|| FIELD.refused(item) + ", L and 15W"))
            .collect()
    }

    fn read(item: &str) -> Option<Self> {
        if item.eq_ignore_ascii_case("L") {
            return Some(Self::Last);
        }
        match item.strip_suffix(['W', 'w']) {
            Some(day) => FIELD.number(day).map(Self::NearestWeekday),
            None => FIELD.item(item).map(Self::Days),
        }
    }

    pub(super) fn holds(self, date: Date) -> bool {
        match self {
            Self::Days(days) => days.holds(date.day().unsigned_abs().into()),
            Self::Last => date == date.last_of_month(),
            Self::NearestWeekday(day) => nearest_weekday(date, day) == Some(date),
        }
    }
}

/// The weekday nearest to a day of `month`'s month; `None` where the month is shorter.
fn nearest_weekday(month: Date, day: u16) -> Option<Date> {
    let day = i8::try_from(day).ok()?;
    let date = Date::new(month.year(), month.month(), day).ok()?;
    let moved = match date.weekday() {
        Weekday::Saturday if day == 1 => 2,
        Weekday::Saturday => -1,
        Weekday::Sunday if date == date.last_of_month() => -2,
        Weekday::Sunday => 1,
        _ => 0,
    };
    Date::new(date.year(), date.month(), day + moved).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_nearest_weekday_stays_in_its_month() {
        for (day, asked, nearest) in [
            (date(2026, 8, 15), 15, date(2026, 8, 14)),   // a Saturday
            (date(2026, 11, 15), 15, date(2026, 11, 16)), // a Sunday
            (date(2026, 8, 1), 1, date(2026, 8, 3)),      // a Saturday that begins its month
            (date(2026, 5, 31), 31, date(2026, 5, 29)),   // a Sunday that ends its month
            (date(2026, 11, 17), 17, date(2026, 11, 17)),
        ] {
            assert_eq!(nearest_weekday(day, asked), Some(nearest), "{day}");
        }
        assert_eq!(nearest_weekday(date(2026, 2, 1), 30), None);
    }
}
