use serde::{Deserialize, Serialize};

use super::text_rule::text_rule;
use super::{Cron, Switch, TimeZoneName};

/// When executions start by themselves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ScheduleConfig {
    /// `enabled` or `disabled`; default `enabled`.
    pub state: Switch,
    /// `cron(minutes hours day-of-month month day-of-week year)` or `rate(number minutes|hours|days)`; default
    /// `cron(0 3 * * ? *)`, each night at three.
    pub expression: ScheduleExpression,
    /// Time zone of the expression; default `UTC`.
    pub time_zone: TimeZoneName,
}

text_rule! {
    /// A repeating schedule as EventBridge Scheduler reads it.
    ///
    /// Source: <https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html>.
    ScheduleExpression,
    |text: &str| format!(
        "{text:?} is not a schedule, cron(MINUTES HOURS DAY-OF-MONTH MONTH DAY-OF-WEEK YEAR) with one of the two days \
         as ?, or rate(NUMBER minutes|hours|days), is"
    ),
    |text| inner(text, "cron").is_some_and(Cron::holds) || inner(text, "rate").is_some_and(is_rate)
}

impl Default for ScheduleConfig {
    fn default() -> Self {
        let expression = ScheduleExpression("cron(0 3 * * ? *)".into());
        Self { state: Switch::Enabled, expression, time_zone: TimeZoneName::default() }
    }
}

fn inner<'t>(text: &'t str, kind: &str) -> Option<&'t str> {
    text.strip_prefix(kind)?.strip_prefix('(')?.strip_suffix(')')
}

fn is_rate(text: &str) -> bool {
    let Some((number, unit)) = text.split_once(' ') else { return false };
    let units = ["minute", "minutes", "hour", "hours", "day", "days"];
    number.parse::<u32>().is_ok_and(|number| number > 0) && !number.starts_with('+') && units.contains(&unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_that_the_scheduler_takes_are_taken() {
        for good in [
            "rate(1 minute)",
            "rate(12 hours)",
            "cron(0 3 * * ? *)",
            "cron(*/15 8-18 ? * MON-FRI *)",
            "cron(0,30 6 L * ? 2026-2030)",
            "cron(0 6 15W JAN,JUL ? *)",
            "cron(0 6 ? * 2#1 *)",
            "cron(0 6 ? * FRIL *)",
        ] {
            assert!(ScheduleExpression::try_from(good.to_owned()).is_ok(), "{good}");
        }
    }

    #[test]
    fn expressions_that_it_refuses_are_refused() {
        for bad in [
            "",
            "rate(0 minutes)",
            "rate(+1 minutes)",
            "rate(5 weeks)",
            "cron(0 3 * * *)",
            "cron(0 3 * * * *)",
            "cron(0 3 ? * ? *)",
            "cron(60 3 * * ? *)",
            "cron(0 24 * * ? *)",
            "cron(0 3 0 * ? *)",
            "cron(0 3 * 13 ? *)",
            "cron(0 3 ? * SOON *)",
            "cron(0 3 * * ? 1969)",
            "cron(5- 3 * * ? *)",
            "cron(9-5 3 * * ? *)",
            "cron(*/0 3 * * ? *)",
            "at(2026-11-21T00:00:00)",
            "0 3 * * ? *",
        ] {
            assert!(ScheduleExpression::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
