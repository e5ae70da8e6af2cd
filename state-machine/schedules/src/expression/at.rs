use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::ScheduleTimeZone;

const FORM: &str = "%Y-%m-%dT%H:%M:%S";

/// One moment of a time zone's clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At(DateTime);

impl At {
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let read = DateTime::strptime(FORM, text).ok().map(Self);
        let exact = read.filter(|at| at.to_string() == text);
        exact.ok_or_else(|| "yyyy-mm-ddThh:mm:ss is, as in 2026-11-21T06:00:00".to_owned())
    }

    /// The moment itself: of two with this time of the clocks the earlier one; where clocks leap over it, as long after
    /// the leap as it is after the leap's beginning, so that what is to run once runs.
    pub fn moment(&self, zone: &ScheduleTimeZone) -> Option<Timestamp> {
        zone.zone().to_ambiguous_zoned(self.0).compatible().ok().map(|zoned| zoned.timestamp())
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime(FORM))
    }
}
