use std::ops::RangeInclusive;

/// The six fields of a cron expression of EventBridge Scheduler.
///
/// Source: <https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cron;

/// What one field may hold.
struct Field {
    numbers: RangeInclusive<u32>,
    /// Names that stand for numbers, from the first number on.
    names: &'static [&'static str],
    /// Shapes that only this field knows.
    special: fn(&str) -> bool,
}

const MONTHS: &[&str] = &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS: &[&str] = &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

impl Cron {
    /// Whether what stands between `cron(` and `)` is an expression that Scheduler takes: six fields, each in its
    /// range, and exactly one of the two day fields `?`.
    pub fn holds(text: &str) -> bool {
        let fields: Vec<_> = text.split(' ').collect();
        let [minutes, hours, month_day, month, week_day, year] = fields[..] else { return false };
        let plain = |numbers, names| Field { numbers, names, special: |_| false };
        let days = Field { numbers: 1..=31, names: &[], special: is_special_month_day };
        let week_days = Field { numbers: 1..=7, names: DAYS, special: is_special_week_day };
        plain(0..=59, &[]).holds(minutes)
            && plain(0..=23, &[]).holds(hours)
            && plain(1..=12, MONTHS).holds(month)
            && plain(1970..=2199, &[]).holds(year)
            && match (month_day, week_day) {
                ("?", "?") => false,
                ("?", week_day) => week_days.holds(week_day),
                (month_day, "?") => days.holds(month_day),
                _ => false,
            }
    }
}

impl Field {
    fn holds(&self, text: &str) -> bool {
        text.split(',').all(|item| (self.special)(item) || self.is_item(item))
    }

    /// `*`, `5`, `MON`, `5-9`, and each of them with `/step`.
    fn is_item(&self, item: &str) -> bool {
        let (range, step) = item.split_once('/').map_or((item, None), |(range, step)| (range, Some(step)));
        let step_holds = step.is_none_or(|step| step.parse::<u32>().is_ok_and(|step| step > 0));
        let range_holds = match range.split_once('-') {
            _ if range == "*" => true,
            Some((from, to)) => matches!((self.number(from), self.number(to)), (Some(f), Some(t)) if f <= t),
            None => self.number(range).is_some(),
        };
        step_holds && range_holds
    }

    fn number(&self, text: &str) -> Option<u32> {
        let named = self.names.iter().position(|name| *name == text).and_then(|at| u32::try_from(at).ok());
        let number = named.map_or_else(|| text.parse().ok(), |at| Some(self.numbers.start() + at))?;
        (self.numbers.contains(&number) && !text.starts_with('+')).then_some(number)
    }
}

/// `L` (the last day) and `15W` (the weekday nearest to the 15th).
fn is_special_month_day(item: &str) -> bool {
    let nearest = item.strip_suffix('W').and_then(|day| day.parse::<u32>().ok());
    item == "L" || nearest.is_some_and(|day| (1..=31).contains(&day))
}

/// `L` (Saturday), `6L` or `FRIL` (the month's last Friday) and `2#1` (its first Monday).
fn is_special_week_day(item: &str) -> bool {
    let day =
        |text: &str| DAYS.contains(&text) || text.parse::<u32>().is_ok_and(|day| (1..=7).contains(&day));
    let nth = item
        .split_once('#')
        .is_some_and(|(of, nth)| day(of) && nth.parse::<u32>().is_ok_and(|nth| (1..=5).contains(&nth)));
    item == "L" || nth || item.strip_suffix('L').is_some_and(day)
}
