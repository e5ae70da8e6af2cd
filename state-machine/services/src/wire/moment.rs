//! Moments, as services write them.

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use serde_json::Value;

use crate::model::TimestampFormat;

/// The moment that a value stands for: seconds since 1970, RFC 3339 or an HTTP date.
pub(crate) fn read(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Number(seconds) => from_seconds(seconds.as_f64()?),
        Value::String(text) => from_text(text),
        _ => None,
    }
}

/// The moment that a text stands for.
pub(crate) fn from_text(text: &str) -> Option<Timestamp> {
    let seconds = || text.parse().ok().and_then(from_seconds);
    let http = || rfc2822::DateTimeParser::new().parse_timestamp(text).ok();
    text.parse().ok().or_else(http).or_else(seconds)
}

/// To the nearest millisecond, which is what services count in; a fraction in binary would show as more.
fn from_seconds(seconds: f64) -> Option<Timestamp> {
    let milliseconds = (seconds * 1_000.0).round();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "outside of the range, the cast ends at what jiff refuses"
    )]
    Timestamp::from_millisecond(milliseconds as i64).ok()
}

/// A moment in a format; a number only as seconds since 1970.
pub(crate) fn written(moment: Timestamp, format: TimestampFormat) -> Value {
    match format {
        TimestampFormat::Iso8601 => shown(moment).into(),
        TimestampFormat::Rfc822 => {
            let printed = rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&moment);
            printed.unwrap_or_else(|_| shown(moment)).into()
        }
        TimestampFormat::UnixTimestamp if moment.subsec_nanosecond() == 0 => moment.as_second().into(),
        TimestampFormat::UnixTimestamp => moment.as_duration().as_secs_f64().into(),
    }
}

/// A moment as Step Functions shows it: RFC 3339 in UTC, with three digits for each part of a second that is not zero.
pub(crate) fn shown(moment: Timestamp) -> String {
    let nanoseconds = moment.subsec_nanosecond();
    let digits = match nanoseconds {
        0 => 0,
        it if it % 1_000_000 == 0 => 3,
        it if it % 1_000 == 0 => 6,
        _ => 9,
    };
    if digits == 0 { format!("{moment:.0}") } else { format!("{moment:.digits$}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_moment_is_read_in_every_form_and_shown_in_one() {
        let table = [
            (json!(1_795_280_400), "2026-11-21T17:00:00Z"),
            (json!(1_795_280_400.25), "2026-11-21T17:00:00.250Z"),
            (json!("Sat, 21 Nov 2026 17:00:00 GMT"), "2026-11-21T17:00:00Z"),
            (json!("2026-11-21T17:00:00.000Z"), "2026-11-21T17:00:00Z"),
            (json!("2026-11-21T18:00:00.123456+01:00"), "2026-11-21T17:00:00.123456Z"),
        ];
        for (given, wanted) in table {
            assert_eq!(read(&given).map(shown).as_deref(), Some(wanted), "{given}");
        }
        for nothing in [json!("soon"), json!(null), json!(1e300), json!([])] {
            assert_eq!(read(&nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_moment_is_written_in_each_format() {
        let moment = Timestamp::from_second(1_795_280_400).unwrap();
        assert_eq!(written(moment, TimestampFormat::Iso8601), json!("2026-11-21T17:00:00Z"));
        assert_eq!(written(moment, TimestampFormat::Rfc822), json!("Sat, 21 Nov 2026 17:00:00 GMT"));
        assert_eq!(written(moment, TimestampFormat::UnixTimestamp), json!(1_795_280_400));
    }
}
