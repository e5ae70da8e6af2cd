use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// How to train; the same options and photos give the same bytes on the same kind of CPU.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrainOptions {
    /// Start of all that is drawn by chance. Default 1.
    pub seed: u64,
    /// Changed views of each photo beside the plain one. Default 3.
    pub augmented_views: u32,
    /// Views with a small photo laid on another, for each photo. Default 2.
    pub mosaic_views: u32,
    /// How much the mosaics of a source count against its plain or its augmented views, above 0. Default 3: in a mosaic
    /// pylons and their absence have the same ground, so that grounds cannot be learned.
    pub mosaic_weight: f64,
    /// Folders of rendered scenes, as `apoyo demo DIR` writes them, for a second head that is mixed with the first.
    /// Default none: no second head.
    #[serde(skip)]
    pub rendered: Vec<PathBuf>,
    /// Share of the second head where there is one, 0 to 1. Default 0.8.
    pub rendered_share: f64,
    /// Strength of the ridge penalty on the weights of the second head, above 0. Default 10.
    pub rendered_penalty: f64,
    /// Strength of the ridge penalty on the head's weights, above 0. Default 5.
    pub penalty: f64,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            augmented_views: 3,
            mosaic_views: 2,
            mosaic_weight: 3.0,
            rendered: Vec::new(),
            rendered_share: 0.8,
            rendered_penalty: 10.0,
            penalty: 5.0,
        }
    }
}
