use std::collections::BTreeMap;

use apoyo_photo::Thresholds;
use serde::{Deserialize, Serialize};

use crate::network::TapPool;
use crate::{Evaluation, TrainOptions};

use super::ModelError;

/// Networks that Apoyo can run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Architecture {
    /// EfficientNet-lite0, batch-norm folded, cut after its deepest tap, with a linear head over pooled taps.
    #[serde(rename = "efficientnet-lite0")]
    EfficientNetLite0,
}

/// What the network is shown of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Input {
    /// Most pixels, 9,216 to 1,048,576. Both edges are multiples of 32, as near to the photo's proportions as that
    /// allows, so nothing of the photo is cut off.
    pub max_pixels: u32,
    /// Taken off each colour, 0 to 255, before it is divided.
    pub mean: f32,
    /// What each colour is divided by, above 0.
    pub deviation: f32,
}

/// How the head's sum becomes a probability: `1 / (1 + exp(-(slope * sum + offset)))`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Calibration {
    /// Steepness.
    pub slope: f64,
    /// Shift.
    pub offset: f64,
}

/// How a head was trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Training {
    /// What was asked for.
    pub options: TrainOptions,
    /// SHA-256 over the names and bytes of the photos, in hexadecimal.
    pub photos_digest: String,
    /// Photos of each kind.
    pub photos: BTreeMap<String, usize>,
    /// The rendered scenes, where there were any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rendered: Option<RenderedScenes>,
    /// Figures over photos that the head of the fold had not seen, source by source.
    pub held_out: Evaluation,
}

/// The rendered scenes that a part of the head was learned from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RenderedScenes {
    /// SHA-256 over their names and bytes, in hexadecimal.
    pub digest: String,
    /// Scenes of each kind.
    pub scenes: BTreeMap<String, usize>,
}

/// The content of `config.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Config {
    /// Name of the model, without spaces.
    pub name: String,
    /// Version of the model.
    pub version: String,
    pub architecture: Architecture,
    pub input: Input,
    /// The classes: what score 0 means, then what score 1 means.
    pub classes: [String; 2],
    /// What the head weighs, in the order of its weights.
    pub features: Vec<TapPool>,
    pub calibration: Calibration,
    pub thresholds: Thresholds,
    /// SHA-256 of each file of weights, in hexadecimal.
    pub digests: BTreeMap<String, String>,
    /// Absent for a model that was trained elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training: Option<Training>,
}

impl Config {
    /// Reads and checks a config.
    ///
    /// # Errors
    /// With the field, the value and what is allowed.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut reader = serde_json::Deserializer::from_slice(bytes);
        let config: Self = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            ModelError::Config { field: error.path().to_string(), source: error.into_inner() }
        })?;
        config.check()?;
        Ok(config)
    }

    /// The file's bytes.
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("a config has only texts, numbers and lists");
        bytes.push(b'\n');
        bytes
    }

    fn check(&self) -> Result<(), ModelError> {
        let Input { max_pixels, mean, deviation } = self.input;
        let contradiction = |detail: String| Err(ModelError::Contradiction { detail });
        if !(9_216..=1_048_576).contains(&max_pixels) {
            return contradiction(format!("input.maxPixels is {max_pixels}, 9216 to 1048576 are allowed"));
        }
        if !(deviation.is_finite() && deviation > 0.0 && mean.is_finite()) {
            return contradiction(format!("input.deviation is {deviation}, it must be above 0"));
        }
        if self.classes[1] != "pylon" {
            return contradiction(format!("classes[1] is {:?}, it must be \"pylon\"", self.classes[1]));
        }
        if self.features.is_empty() {
            return contradiction("features is empty, it must name at least one tap and pool".into());
        }
        if self.name.is_empty() || self.name.contains(char::is_whitespace) {
            return contradiction(format!("name is {:?}, it must be one word", self.name));
        }
        let Calibration { slope, offset } = self.calibration;
        if !(slope > 0.0 && slope.is_finite() && offset.is_finite()) {
            return contradiction(format!("calibration.slope is {slope}, it must be above 0"));
        }
        Ok(())
    }
}
