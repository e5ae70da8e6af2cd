use serde::{Deserialize, Serialize};

/// How to train; the same options and photos give the same bytes on the same kind of CPU.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrainOptions {
    /// Start of all that is drawn by chance. Default 1.
    pub seed: u64,
    /// Changed views of each photo beside the plain one. Default 3.
    pub augmented_views: u32,
    /// Views with a small photo laid on another, for each photo. Default 2.
    pub mosaic_views: u32,
    /// Strength of the ridge penalty on the head's weights, above 0. Default 5.
    pub penalty: f64,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self { seed: 1, augmented_views: 3, mosaic_views: 2, penalty: 5.0 }
    }
}
