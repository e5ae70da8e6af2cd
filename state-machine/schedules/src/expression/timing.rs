use jiff::{SignedDuration, Timestamp};

use super::{ScheduleExpression, ScheduleTimeZone};

/// When a schedule runs, with all that decides it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timing {
    /// The rule.
    pub expression: ScheduleExpression,
    /// Whose clocks the rule speaks of.
    pub zone: ScheduleTimeZone,
    /// Nothing runs before; a rate counts from here. Says nothing of `at(...)`.
    pub start: Option<Timestamp>,
    /// From here on nothing runs. Says nothing of `at(...)`.
    pub end: Option<Timestamp>,
    /// When the schedule was made or last changed: where a rate without a start counts from.
    pub set_at: Timestamp,
}

impl Timing {
    /// The first run after `after`; `None` where there is none any more.
    pub fn next_after(&self, after: Timestamp) -> Option<Timestamp> {
        let next = match &self.expression {
            ScheduleExpression::At(at) => return at.moment(&self.zone).filter(|moment| *moment > after),
            ScheduleExpression::Rate(rate) => rate.next_after(after, self.start.unwrap_or(self.set_at))?,
            ScheduleExpression::Cron(cron) => {
                let before_start = self.start.and_then(|start| start.checked_sub(NANOSECOND).ok());
                cron.next_after(before_start.map_or(after, |start| start.max(after)), &self.zone)?
            }
        };
        self.end.is_none_or(|end| next < end).then_some(next)
    }

    /// The moment from which a new schedule's runs count: a rate runs at once, an `at` that is past never does.
    pub fn before_first(&self) -> Timestamp {
        self.set_at.checked_sub(NANOSECOND).unwrap_or(Timestamp::MIN)
    }
}

const NANOSECOND: SignedDuration = SignedDuration::from_nanos(1);

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn timing(expression: &str, zone: &str) -> Timing {
        Timing {
            expression: expression.parse().unwrap(),
            zone: zone.parse().unwrap(),
            start: None,
            end: None,
            set_at: at("2026-01-01T00:00:30Z"),
        }
    }

    /// The runs after a moment.
    fn runs(timing: &Timing, after: &str, count: usize) -> Vec<String> {
        let first = timing.next_after(at(after));
        let runs = std::iter::successors(first, |last| timing.next_after(*last));
        runs.take(count).map(|run| run.to_string()).collect()
    }

    #[test]
    fn a_time_that_clocks_leap_over_is_skipped() {
        let nightly = timing("cron(30 2 * * ? *)", "Europe/Madrid");
        let expected = ["2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z"];
        assert_eq!(runs(&nightly, "2026-03-28T00:00:00Z", 2), expected);
        let quarterly = timing("cron(0/30 1-3 29 3 ? 2026)", "Europe/Madrid");
        let expected =
            ["2026-03-29T00:00:00Z", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"];
        assert_eq!(runs(&quarterly, "2026-03-01T00:00:00Z", 9), expected);
    }

    #[test]
    fn a_time_that_clocks_show_twice_runs_once() {
        let nightly = timing("cron(30 2 * * ? *)", "Europe/Madrid");
        let expected = ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"];
        assert_eq!(runs(&nightly, "2026-10-25T00:00:00Z", 2), expected);
        let in_the_second_hour = "2026-10-25T01:10:00Z";
        assert_eq!(runs(&nightly, in_the_second_hour, 1), ["2026-10-26T01:30:00Z"]);
    }

    #[test]
    fn a_day_of_a_rate_is_24_hours_whatever_clocks_do() {
        let daily = timing("rate(1 day)", "Europe/Madrid");
        let expected = ["2026-03-28T00:00:30Z", "2026-03-29T00:00:30Z", "2026-03-30T00:00:30Z"];
        assert_eq!(runs(&daily, "2026-03-27T12:00:00Z", 3), expected);
    }

    #[test]
    fn a_rate_without_a_start_runs_at_once_and_one_with_a_start_then() {
        let mut rate = timing("rate(5 minutes)", "UTC");
        assert_eq!(rate.next_after(rate.before_first()), Some(rate.set_at));
        rate.start = Some(at("2026-01-02T10:00:00Z"));
        rate.end = Some(at("2026-01-02T10:10:00Z"));
        let expected = ["2026-01-02T10:00:00Z", "2026-01-02T10:05:00Z"];
        assert_eq!(runs(&rate, "2026-01-01T00:00:00Z", 9), expected, "the end itself is out");
    }

    #[test]
    fn a_calendar_rule_runs_from_its_start_to_before_its_end() {
        let mut daily = timing("cron(0 3 * * ? *)", "UTC");
        daily.start = Some(at("2026-01-05T03:00:00Z"));
        daily.end = Some(at("2026-01-07T03:00:00Z"));
        let expected = ["2026-01-05T03:00:00Z", "2026-01-06T03:00:00Z"];
        assert_eq!(runs(&daily, "2026-01-01T00:00:00Z", 9), expected);
    }

    #[test]
    fn what_is_to_run_once_runs_once_also_where_clocks_leap() {
        for (moment, zone, runs_at) in [
            ("2026-11-21T06:00:00", "Europe/Madrid", "2026-11-21T05:00:00Z"),
            ("2026-03-29T02:30:00", "Europe/Madrid", "2026-03-29T01:30:00Z"),
            ("2026-10-25T02:30:00", "Europe/Madrid", "2026-10-25T00:30:00Z"),
        ] {
            let once = timing(&format!("at({moment})"), zone);
            assert_eq!(runs(&once, "2026-01-01T00:00:00Z", 9), [runs_at]);
            assert_eq!(once.next_after(at(runs_at)), None);
        }
    }

    /// Source: the examples of the page that `expression` names.
    #[test]
    fn the_published_examples_run_when_they_say() {
        for (expression, after, expected) in [
            ("cron(0 10 * * ? *)", "2026-11-21T00:00:00Z", ["2026-11-21T10:00:00Z", "2026-11-22T10:00:00Z"]),
            (
                "cron(0 18 ? * MON-FRI *)",
                "2026-11-20T18:00:00Z",
                ["2026-11-23T18:00:00Z", "2026-11-24T18:00:00Z"],
            ),
            ("cron(0 8 1 * ? *)", "2026-11-21T00:00:00Z", ["2026-12-01T08:00:00Z", "2027-01-01T08:00:00Z"]),
            (
                "cron(0/15 * * * ? *)",
                "2026-11-21T00:00:00Z",
                ["2026-11-21T00:15:00Z", "2026-11-21T00:30:00Z"],
            ),
            (
                "cron(15 10 ? * 6L 2026-2030)",
                "2026-11-21T00:00:00Z",
                ["2026-11-27T10:15:00Z", "2026-12-25T10:15:00Z"],
            ),
            ("cron(0 9 ? * 2#1 *)", "2026-11-21T00:00:00Z", ["2026-12-07T09:00:00Z", "2027-01-04T09:00:00Z"]),
            ("cron(0 6 3W * ? *)", "2026-09-30T00:00:00Z", ["2026-10-02T06:00:00Z", "2026-11-03T06:00:00Z"]),
            ("cron(0 6 L * ? *)", "2028-02-01T00:00:00Z", ["2028-02-29T06:00:00Z", "2028-03-31T06:00:00Z"]),
            ("cron(0 6 ? * L *)", "2026-11-21T07:00:00Z", ["2026-11-28T06:00:00Z", "2026-12-05T06:00:00Z"]),
            ("cron(0 6 29 2 ? *)", "2026-11-21T00:00:00Z", ["2028-02-29T06:00:00Z", "2032-02-29T06:00:00Z"]),
        ] {
            assert_eq!(runs(&timing(expression, "UTC"), after, 2), expected, "{expression}");
        }
    }

    #[test]
    fn a_rule_that_names_no_day_of_any_year_never_runs() {
        assert_eq!(timing("cron(0 6 31 FEB ? *)", "UTC").next_after(at("2026-01-01T00:00:00Z")), None);
        assert_eq!(timing("cron(0 6 * * ? 2025)", "UTC").next_after(at("2026-01-01T00:00:00Z")), None);
    }
}
