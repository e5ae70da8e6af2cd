use apoyo_constructs::LogRetention;
use serde::{Deserialize, Serialize};

/// How long log lines stay, in days: one of the spans that CloudWatch Logs knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct LogDays(LogRetention);

impl LogDays {
    /// The span.
    pub const fn retention(self) -> LogRetention {
        self.0
    }
}

impl Default for LogDays {
    /// 30 days: longer than it takes to notice that something went wrong.
    fn default() -> Self {
        Self(LogRetention::days(30).expect("CloudWatch Logs knows 30 days"))
    }
}

impl TryFrom<u16> for LogDays {
    type Error = String;

    fn try_from(days: u16) -> Result<Self, String> {
        LogRetention::days(days).map(Self).ok_or_else(|| {
            let allowed: Vec<_> = LogRetention::ALLOWED.iter().map(u16::to_string).collect();
            format!("{days} is not allowed, one of {} is", allowed.join(", "))
        })
    }
}

impl From<LogDays> for u16 {
    fn from(days: LogDays) -> Self {
        days.0.in_days()
    }
}
