use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::DATE;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Refused;
use super::authorization::Authorization;

/// How a request says when it was signed.
const FORM: &str = "%Y%m%dT%H%M%SZ";
/// How far the time of a request may be from ours.
///
/// Source: <https://docs.aws.amazon.com/general/latest/gr/sigv4_troubleshooting.html>, "within five minutes".
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// The second at which a request says it was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SignedAt(Timestamp);

impl SignedAt {
    /// The time of `X-Amz-Date`, else of `Date`.
    ///
    /// # Errors
    /// [`Refused::Incomplete`] where neither is a time.
    pub(super) fn read(headers: &HeaderMap) -> Result<Self, Refused> {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let own = text("x-amz-date").map(Self::of_form);
        let date = || text(DATE.as_str()).map(|text| Self::of_form(text).or_else(|| Self::of_mail(text)));
        own.or_else(date).flatten().ok_or_else(|| {
            let words = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header, such as";
            Refused::Incomplete(format!("{words} 20150830T123600Z."))
        })
    }

    fn of_form(text: &str) -> Option<Self> {
        let at = DateTime::strptime(FORM, text).ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp();
        (form(at) == text).then_some(Self(at))
    }

    fn of_mail(text: &str) -> Option<Self> {
        jiff::fmt::rfc2822::parse(text).ok().map(|at| Self(at.timestamp()))
    }

    /// Whether it is of the scope's day and near to `now`.
    ///
    /// # Errors
    /// [`Refused::Wrong`], with AWS's words.
    pub(super) fn check(self, authorization: &Authorization, now: Timestamp) -> Result<(), Refused> {
        let (at, day) = (form(self.0), &authorization.day);
        if at[..8] != **day {
            let words =
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP:";
            return Err(Refused::Wrong(format!("{words} '{day}' != '{}', from '{at}'.", &at[..8])));
        }
        let (earliest, latest) = (now - SKEW, now + SKEW);
        let (now, minutes) = (form(now), SKEW.as_mins());
        if self.0 < earliest {
            let earliest = form(earliest);
            let words =
                format!("Signature expired: {at} is now earlier than {earliest} ({now} - {minutes} min.)");
            return Err(Refused::Wrong(words));
        }
        if self.0 > latest {
            let latest = form(latest);
            let words = format!(
                "Signature not yet current: {at} is still later than {latest} ({now} + {minutes} min.)"
            );
            return Err(Refused::Wrong(words));
        }
        Ok(())
    }

    /// The time itself; times before 1970 are taken as 1970, and are no day of a scope that is in force.
    pub(super) fn time(self) -> SystemTime {
        let seconds = u64::try_from(self.0.as_second()).unwrap_or_default();
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }
}

fn form(at: Timestamp) -> String {
    at.strftime(FORM).to_string()
}
