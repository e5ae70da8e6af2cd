use apoyo_photo::Thresholds;
use serde::Serialize;

use super::config::Config;
use super::{Architecture, Calibration, Input, ModelError, ModelFiles, Training};
use crate::network::TapPool;

/// What can be said of a model: its `config.json` and the sizes of its weights.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelInfo {
    /// Name and version in one word, as manifests and reports record it: `pylon-lite0@1`.
    pub model: String,
    /// The network.
    pub architecture: Architecture,
    /// What it is shown.
    pub input: Input,
    /// What score 0 and score 1 mean.
    pub classes: [String; 2],
    /// What the head weighs.
    pub features: Vec<TapPool>,
    /// How its sum becomes a score.
    pub calibration: Calibration,
    /// Between which scores photos go to review, unless a person asks for others.
    pub thresholds: Thresholds,
    /// Bytes of the weights.
    pub weight_bytes: u64,
    /// How it was trained, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub training: Option<Training>,
}

impl ModelInfo {
    /// Of the model that comes with Apoyo, without loading its network: what a program that only names the model needs.
    ///
    /// # Errors
    /// Not with the files of this repository; a test reads them.
    pub fn shipped() -> Result<Self, ModelError> {
        Ok(Self::new(&Config::read(ModelFiles::shipped_config())?, ModelFiles::SHIPPED_WEIGHT_BYTES))
    }

    pub(crate) fn new(config: &Config, weight_bytes: u64) -> Self {
        Self {
            model: format!("{}@{}", config.name, config.version),
            architecture: config.architecture,
            input: config.input,
            classes: config.classes.clone(),
            features: config.features.clone(),
            calibration: config.calibration,
            thresholds: config.thresholds,
            weight_bytes,
            training: config.training.clone(),
        }
    }
}
