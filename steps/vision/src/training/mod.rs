//! From a folder of sorted photos to a model: views, features, head, calibration, thresholds.

mod augment;
mod calibrate;
mod dice;
mod error;
mod features;
mod fit;
mod held_out;
mod mosaic;
mod options;
mod photos;
mod progress;
mod rendered;
mod thresholds;
mod train;
mod truth;
mod views;

pub use error::TrainError;
pub use options::TrainOptions;
pub use photos::{Kind, TrainingPhoto, TrainingPhotos};
pub use progress::{Progress, Stage};
pub use train::{TrainedModel, evaluate_held_out, train};

pub(crate) use features::in_parallel;
