use serde::{Deserialize, Serialize};

use super::Within;

/// Whether uploads start executions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct UploadsConfig {
    /// `batched` (one execution for many uploads), `direct` (one for each; for a few photos a day) or `off`; default
    /// `batched`.
    pub trigger: UploadsTrigger,
    /// How long `batched` gathers uploads at most, 0 to 300 seconds; default 300.
    pub window_seconds: Within<0, 300>,
    /// How many uploads `batched` gathers at most, 1 to 200; default 200.
    pub batch_size: Within<1, 200>,
}

/// What starts executions when photos are uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UploadsTrigger {
    /// Nothing: they wait for the schedule or for a person.
    Off,
    /// A queue and a pipe gather them.
    Batched,
    /// Each starts one.
    Direct,
}

impl Default for UploadsConfig {
    fn default() -> Self {
        Self {
            trigger: UploadsTrigger::Batched,
            window_seconds: const { Within::new(300) },
            batch_size: const { Within::new(200) },
        }
    }
}
