use jiff::SignedDuration;
use serde_json::{Value, json};

use super::Members;
use crate::ApiError;

/// How long and how often a start that failed is tried again; also how late an occurrence may be that nobody started in
/// time, as while the process was down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// From the occurrence on; 60 to 86,400 seconds, default 86,400.
    pub maximum_event_age_in_seconds: u32,
    /// After the first try; 0 to 185, default 185.
    pub maximum_retry_attempts: u32,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { maximum_event_age_in_seconds: 86_400, maximum_retry_attempts: 185 }
    }
}

impl RetryPolicy {
    pub(super) fn read(members: &Members<'_>) -> Result<Self, ApiError> {
        let default = Self::default();
        let age = members.number("MaximumEventAgeInSeconds", 60..=86_400)?;
        let attempts = members.number("MaximumRetryAttempts", 0..=185)?;
        Ok(Self {
            maximum_event_age_in_seconds: age.unwrap_or(default.maximum_event_age_in_seconds),
            maximum_retry_attempts: attempts.unwrap_or(default.maximum_retry_attempts),
        })
    }

    pub(super) fn document(self) -> Value {
        json!({"MaximumEventAgeInSeconds": self.maximum_event_age_in_seconds,
            "MaximumRetryAttempts": self.maximum_retry_attempts})
    }

    /// The age as a duration.
    pub fn maximum_event_age(&self) -> SignedDuration {
        SignedDuration::from_secs(self.maximum_event_age_in_seconds.into())
    }
}
