use crate::read::Fields;
use crate::{Dynamic, Timestamp, Timing, Transition};

/// Waits.
#[derive(Debug, Clone, PartialEq)]
pub struct Wait {
    /// For how long, or until when.
    pub time: WaitTime,
    /// Where it leads.
    pub transition: Transition,
}

/// For how long, or until when.
#[derive(Debug, Clone, PartialEq)]
pub enum WaitTime {
    /// This many seconds, 0 to 99,999,999: `Seconds` or `SecondsPath`.
    Seconds(Dynamic<u64>),
    /// Until this moment: `Timestamp` or `TimestampPath`.
    Timestamp(Dynamic<Timestamp>),
}

impl Wait {
    pub(crate) fn read(fields: &Fields<'_>) -> Option<Self> {
        let seconds = fields.amount("Seconds", "SecondsPath", 0..=Timing::MAX_SECONDS);
        let timestamp = fields.dynamic("Timestamp", "TimestampPath", Fields::parsed);
        let written = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"]
            .iter()
            .filter(|name| fields.has(name))
            .count();
        let time = match (written, seconds, timestamp) {
            (1, Some(seconds), _) => Some(WaitTime::Seconds(seconds)),
            (1, _, Some(timestamp)) => Some(WaitTime::Timestamp(timestamp)),
            (1, None, None) => None,
            _ => fields.refuse(
                "a Wait state has exactly one of the fields [Seconds, SecondsPath, Timestamp, TimestampPath]",
            ),
        };
        let transition = Transition::read(fields);
        Some(Self { time: time?, transition: transition? })
    }
}
