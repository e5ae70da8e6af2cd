use serde::{Deserialize, Serialize};

use super::Within;
use super::text_rule::text_rule;

/// Who is told when something is wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AlertsConfig {
    /// Addresses that alarms go to; default none: the alarms are still there to look at.
    pub emails: Vec<Email>,
    /// Alarm when no execution succeeded for so many hours, 0 to 168; 0 is never; default 26, an hour or two more than
    /// the nightly schedule. Not watched while the schedule is disabled.
    pub quiet_hours: Within<0, 168>,
    /// Alarm when `list` finds a photo that has waited for more hours than these, 0 to 720; 0 is never; default 26, an hour
    /// or two more than the nightly schedule.
    pub waiting_hours: Within<0, 720>,
    /// Alarm when the whole account spends more a month, in US dollars, 0 to 60,000; 0 is never; default 0.
    pub monthly_budget_dollars: Within<0, 60000>,
}

text_rule! {
    /// An address of e-mail.
    Email,
    |text: &str| format!("{text:?} is not an address of e-mail, name@example.org is"),
    |text| {
        let outer = text.split_once('@');
        outer.is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'))
            && text.len() <= 254
            && !text.contains(|c: char| c.is_whitespace() || c.is_control())
    }
}

impl Default for AlertsConfig {
    fn default() -> Self {
        Self {
            emails: Vec::new(),
            quiet_hours: const { Within::new(26) },
            waiting_hours: const { Within::new(26) },
            monthly_budget_dollars: const { Within::new(0) },
        }
    }
}
