//! `cron(...)` against a walk over every minute, which knows nothing of how the next run is found.

use apoyo_schedules::{ScheduleTimeZone, Timing};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
/// With leaps of an hour in both halves of the year, of half an hour, of none, and one that left out a whole day.
const ZONES: [&str; 5] = ["UTC", "Europe/Madrid", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia"];

/// Whether a minute of the clocks is one that the expression names, by the words of the documentation.
fn names(cron: &str, at: DateTime) -> bool {
    let fields: Vec<_> = cron.split(' ').collect();
    let of = |field: &str, value: i64, range: (i64, i64), names: &[&str]| {
        field.split(',').any(|item| in_item(item, value, range, names))
    };
    let date = at.date();
    let (day, last) = (i64::from(date.day()), i64::from(date.days_in_month()));
    let week_day = i64::from(date.weekday().to_sunday_one_offset());
    let month_day = fields[2] == "?"
        || fields[2].split(',').any(|item| match item.strip_suffix('W') {
            _ if item == "L" => day == last,
            Some(asked) => {
                asked.parse::<i64>().unwrap() <= last && nearest(at, asked.parse().unwrap()) == day
            }
            None => in_item(item, day, (1, 31), &[]),
        });
    let week = fields[4] == "?"
        || fields[4].split(',').any(|item| {
            if item == "L" {
                week_day == 7
            } else if let Some((of, nth)) = item.split_once('#') {
                number(of, &DAYS) == week_day && (day - 1) / 7 + 1 == nth.parse::<i64>().unwrap()
            } else if let Some(of) = item.strip_suffix('L') {
                number(of, &DAYS) == week_day && day + 7 > last
            } else {
                in_item(item, week_day, (1, 7), &DAYS)
            }
        });
    of(fields[0], at.minute().into(), (0, 59), &[])
        && of(fields[1], at.hour().into(), (0, 23), &[])
        && month_day
        && of(fields[3], at.month().into(), (1, 12), &MONTHS)
        && week
        && of(fields[5], at.year().into(), (1970, 2199), &[])
}

/// The day from Monday to Friday that is nearest to a day of the month.
fn nearest(at: DateTime, day: i64) -> i64 {
    let is_work_day = |day: i64| {
        let date = at.date().first_of_month() + (day - 1).days();
        date.month() == at.month() && !matches!(date.weekday().to_sunday_one_offset(), 1 | 7)
    };
    [0, -1, 1, -2, 2].into_iter().map(|by| day + by).find(|day| *day > 0 && is_work_day(*day)).unwrap()
}

fn in_item(item: &str, value: i64, (least, most): (i64, i64), names: &[&str]) -> bool {
    let (range, step) =
        item.split_once('/').map_or((item, 1), |(range, step)| (range, step.parse().unwrap()));
    let (from, to) = match range.split_once('-') {
        _ if range == "*" => (least, most),
        Some((from, to)) => (number(from, names), number(to, names)),
        None if item.contains('/') => (number(range, names), most),
        None => (number(range, names), number(range, names)),
    };
    from <= value && value <= to && (value - from) % step == 0
}

fn number(text: &str, names: &[&str]) -> i64 {
    let place = names.iter().position(|name| *name == text);
    place.map_or_else(|| text.parse().unwrap(), |at| i64::try_from(at).unwrap() + 1)
}

/// The first run by walking: every minute from the next one on, where one that the clocks show again is none.
fn walked(cron: &str, zone: &TimeZone, after: Timestamp, until: Timestamp) -> Option<Timestamp> {
    let minute = Timestamp::from_second(after.as_second().div_euclid(60) * 60).unwrap();
    let mut at = if minute == after { minute } else { minute - SignedDuration::ZERO };
    loop {
        at += SignedDuration::from_mins(1);
        if at > until {
            return None;
        }
        let local = zone.to_datetime(at);
        let is_first = zone.to_ambiguous_timestamp(local).earlier().unwrap() == at;
        if is_first && names(cron, local) {
            return Some(at);
        }
    }
}

fn field((least, most): (u16, u16), names: &'static [&'static str]) -> BoxedStrategy<String> {
    let number = move |at: u16| match names.get(usize::from(at - least)) {
        Some(name) if at.is_multiple_of(2) => (*name).to_owned(),
        _ => at.to_string(),
    };
    let item = prop_oneof![
        2 => Just("*".to_owned()),
        3 => (least..=most).prop_map(number),
        2 => (least..=most, least..=most).prop_map(move |(a, b)| format!("{}-{}", number(a.min(b)), number(a.max(b)))),
        2 => (1..=most).prop_map(|step| format!("*/{step}")),
        1 => (least..=most, 1..=most).prop_map(move |(from, step)| format!("{}/{step}", number(from))),
    ];
    prop::collection::vec(item, 1..3).prop_map(|items| items.join(",")).boxed()
}

fn cron() -> impl Strategy<Value = String> {
    let month_day = prop_oneof![
        field((1, 31), &[]),
        Just("L".to_owned()),
        (1..=31).prop_map(|day| format!("{day}W")),
        (1..=31).prop_map(|day| format!("L,{day}")),
    ];
    let week_day = prop_oneof![
        field((1, 7), &DAYS),
        Just("L".to_owned()),
        (0..7_usize).prop_map(|day| format!("{}L", DAYS[day])),
        (1..=7, 1..=5).prop_map(|(day, nth)| format!("{day}#{nth}")),
    ];
    let days = prop_oneof![
        month_day.prop_map(|day| (day, "?".to_owned())),
        week_day.prop_map(|day| ("?".to_owned(), day)),
    ];
    let year = prop_oneof![Just("*".to_owned()), Just("2026-2027".to_owned()), Just("2026/2".to_owned())];
    let months = prop_oneof![2 => Just("*".to_owned()), 1 => field((1, 12), &MONTHS)];
    (field((0, 59), &[]), field((0, 23), &[]), days, months, year).prop_map(
        |(minutes, hours, (month_day, week_day), month, year)| {
            format!("{minutes} {hours} {month_day} {month} {week_day} {year}")
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_next_run_is_the_first_minute_that_the_expression_names(
        cron in cron(),
        zone in prop::sample::select(ZONES.to_vec()),
        // Each zone's clocks change within these; the last one left out 2011-12-30.
        begin in prop::sample::select(vec!["2026-03-25", "2026-10-20", "2026-04-02", "2026-09-03", "2011-12-28", "2028-02-25"]),
        second in 0_i64..86_400 * 3,
    ) {
        let begin: Timestamp = format!("{begin}T00:00:00Z").parse().unwrap();
        let after = begin + SignedDuration::from_secs(second);
        let until = after + SignedDuration::from_hours(24 * 12);
        let named: ScheduleTimeZone = zone.parse().unwrap();
        let timing = Timing {
            expression: format!("cron({cron})").parse().unwrap(),
            zone: named,
            start: None,
            end: None,
            set_at: begin,
        };
        let found = timing.next_after(after).filter(|at| *at <= until);
        let expected = walked(&cron, &TimeZone::get(zone).unwrap(), after, until);
        prop_assert_eq!(found, expected, "{} in {} after {}", cron, zone, after);
    }
}
