//! Photo bytes to a score: clean decode, tensor, network, score.

mod classifier;
mod decode;
mod evaluation;
mod model;
mod network;
mod training;

pub use decode::{Format, Frame, Limits, Size, THUMBNAIL_EDGE_PIXELS, decode, thumbnail};

pub use classifier::{Classifier, Look};
pub use evaluation::{Evaluation, Figures, Judged, SourceFigures, evaluate};
pub use model::{Architecture, Calibration, Input, ModelError, ModelInfo, RenderedScenes, Training};
pub use network::{Pool, Tap, TapPool};
pub use training::{
    Kind, Progress, Stage, TrainError, TrainOptions, TrainedModel, TrainingPhoto, TrainingPhotos,
    evaluate_held_out, train,
};
