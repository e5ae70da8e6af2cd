//! What a model is on disk: `config.json`, `backbone.safetensors`, `head.safetensors`.

mod config;
mod digest;
mod error;
mod files;
mod head;
mod info;
mod input;
mod weights;

pub use config::{Architecture, Calibration, Input, RenderedScenes, Training};
pub use error::ModelError;
pub use info::ModelInfo;

pub(crate) use config::Config;
pub(crate) use digest::sha256;
pub(crate) use files::{BACKBONE, CONFIG, HEAD, ModelFiles};
pub(crate) use head::Head;
pub(crate) use input::{input_size, normalised, resized, wanted_edge};
pub(crate) use weights::Weights;
