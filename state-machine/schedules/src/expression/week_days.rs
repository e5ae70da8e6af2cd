use jiff::civil::Date;

use super::field::{Field, Steps};

const DAYS: &[&str] = &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
/// Sunday is 1.
const FIELD: Field = Field { name: "day-of-week", numbers: 1..=7, names: DAYS };
const SATURDAY: u16 = 7;

/// An item of the field day-of-week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WeekDay {
    /// These days.
    Days(Steps),
    /// `FRIL` and `6L`: the month's last day of that name.
    LastOfMonth(u16),
    /// `2#1`: the month's first Monday.
    Nth(u16, u16),
}

impl WeekDay {
    pub(super) fn read_all(text: &str) -> Result<Vec<Self>, String> {
        text.split(',')
            .map(|item| Self::read(item).ok_or_else(|| FIELD.refused(item) + ", names, L, FRIL and 2#1"))
            .collect()
    }

    fn read(item: &str) -> Option<Self> {
        if item.eq_ignore_ascii_case("L") {
            return FIELD.item("7").map(Self::Days);
        }
        if let Some((day, nth)) = item.split_once('#') {
            let nth = nth.parse().ok().filter(|nth| (1..=5).contains(nth))?;
            return Some(Self::Nth(FIELD.number(day)?, nth));
        }
        match item.strip_suffix(['L', 'l']) {
            Some(day) => FIELD.number(day).map(Self::LastOfMonth),
            None => FIELD.item(item).map(Self::Days),
        }
    }

    pub(super) fn holds(self, date: Date) -> bool {
        let week_day = u16::from(date.weekday().to_sunday_one_offset().unsigned_abs());
        debug_assert!((1..=SATURDAY).contains(&week_day));
        let day = u16::from(date.day().unsigned_abs());
        match self {
            Self::Days(days) => days.holds(week_day),
            Self::LastOfMonth(of) => {
                week_day == of && day + 7 > u16::from(date.days_in_month().unsigned_abs())
            }
            Self::Nth(of, nth) => week_day == of && day.div_ceil(7) == nth,
        }
    }
}
