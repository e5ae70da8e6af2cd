use std::str::FromStr;

use jiff::tz::TimeZone;

/// A time zone of the IANA database, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleTimeZone {
    name: String,
    zone: TimeZone,
}

/// A name that no time zone has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} is not a time zone, a name of the IANA database such as Europe/Madrid or UTC is")]
pub struct InvalidTimeZone {
    /// The name.
    pub name: String,
}

impl ScheduleTimeZone {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn zone(&self) -> &TimeZone {
        &self.zone
    }
}

impl Default for ScheduleTimeZone {
    fn default() -> Self {
        Self { name: "UTC".to_owned(), zone: TimeZone::UTC }
    }
}

impl FromStr for ScheduleTimeZone {
    type Err = InvalidTimeZone;

    fn from_str(name: &str) -> Result<Self, InvalidTimeZone> {
        match TimeZone::get(name) {
            Ok(zone) => Ok(Self { name: name.to_owned(), zone }),
            Err(_) => Err(InvalidTimeZone { name: name.to_owned() }),
        }
    }
}
