use std::fmt;
use std::path::Path;
use std::sync::Arc;

use apoyo_photo::{Reason, Score};

use crate::model::{BACKBONE, Config, Head, ModelFiles, Weights, normalised, wanted_edge};
use crate::network::{Backbone, OneThread, Tap, pool};
use crate::{Calibration, Frame, Limits, ModelError, ModelInfo, decode, thumbnail};

/// A model that is ready to look at photos; `Send`, `Sync` and cheap to clone.
///
/// Each call of [`Classifier::look`] runs the network on one thread, so call it from as many threads as there are cores.
/// A call holds the decoder's heap ([`Limits::max_heap_bytes`]) and then about 25 MB of activations.
#[derive(Clone)]
pub struct Classifier {
    shared: Arc<Shared>,
}

struct Shared {
    info: ModelInfo,
    backbone: Arc<Backbone>,
    head: Head,
    limits: Limits,
    threads: Arc<OneThread>,
}

/// What came of looking at a photo.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Probability that a pylon is visible.
    pub score: Score,
    /// A small JPEG, upright, its longer edge at most [`crate::THUMBNAIL_EDGE_PIXELS`].
    pub thumbnail: Vec<u8>,
    /// Pixels in a row of the photo in its file.
    pub width: u32,
    /// Rows of the photo in its file.
    pub height: u32,
}

impl Classifier {
    /// The model that comes with Apoyo; it is part of the binary.
    ///
    /// # Errors
    /// Not with the files of this repository; a test loads them.
    pub fn shipped() -> Result<Self, ModelError> {
        Self::open(&ModelFiles::shipped())
    }

    /// A model of the user's own: `config.json`, `backbone.safetensors` and `head.safetensors` in a directory, as
    /// [`crate::train`] writes them.
    ///
    /// # Errors
    /// When a file is missing or damaged, or does not fit the others; the message names the file and what is wrong.
    pub fn load(dir: &Path) -> Result<Self, ModelError> {
        Self::open(&ModelFiles::read(dir)?)
    }

    pub(crate) fn open(files: &ModelFiles) -> Result<Self, ModelError> {
        let config = files.checked_config()?;
        let features = config.features.iter().map(|feature| feature.tap.channels()).sum();
        let head = Head::read(&files.head, features)?;
        Self::assemble(files, &config, head)
    }

    /// A classifier that is asked for features only: it has no head yet.
    ///
    /// # Errors
    /// As [`Classifier::load`].
    pub(crate) fn for_features(files: &ModelFiles) -> Result<Self, ModelError> {
        let config = Config::read(&files.config)?;
        Self::assemble(files, &config, Head { weight: Vec::new(), bias: 0.0 })
    }

    fn assemble(files: &ModelFiles, config: &Config, head: Head) -> Result<Self, ModelError> {
        let weights = Weights::open(BACKBONE, &files.backbone)?;
        let mut taps: Vec<Tap> = config.features.iter().map(|feature| feature.tap).collect();
        taps.dedup();
        let backbone = Arc::new(Backbone::load(&weights, taps)?);
        let info = ModelInfo::new(config, files.weight_bytes());
        let (limits, threads) = (Limits::default(), Arc::default());
        Ok(Self { shared: Arc::new(Shared { info, backbone, head, limits, threads }) })
    }

    /// What can be said of the model.
    pub fn model(&self) -> &ModelInfo {
        &self.shared.info
    }

    /// Decodes a photo, in whole, and scores it.
    ///
    /// The inner error is the photo's: the reason for which a person must look instead.
    ///
    /// # Errors
    /// When the network does not run, which says nothing of the photo; see [`Classifier::score`].
    pub fn look(&self, bytes: &[u8]) -> Result<Result<Look, Reason>, ModelError> {
        let frame = match decode(bytes, wanted_edge(&self.shared.info.input), &self.shared.limits) {
            Ok(frame) => frame,
            Err(reason) => return Ok(Err(reason)),
        };
        let score = self.score(&frame)?;
        let (width, height) = (frame.original.width, frame.original.height);
        Ok(Ok(Look { score, thumbnail: thumbnail(&frame), width, height }))
    }

    /// Scores a photo that is decoded already.
    ///
    /// # Errors
    /// When the network does not run: no thread, or numbers that overflow.
    pub fn score(&self, frame: &Frame) -> Result<Score, ModelError> {
        let sum = self.shared.head.sum(&self.features(frame)?);
        self.shared.info.calibration.score(sum)
    }

    /// The numbers that the head weighs.
    pub(crate) fn features(&self, frame: &Frame) -> Result<Vec<f32>, ModelError> {
        let (pixels, size) = normalised(frame, &self.shared.info.input);
        self.pooled(pixels, (size.height as usize, size.width as usize))
    }

    /// Runs the network over normalised pixels, `height x width x 3`.
    fn pooled(&self, pixels: Vec<f32>, (height, width): (usize, usize)) -> Result<Vec<f32>, ModelError> {
        let (backbone, taps) = (Arc::clone(&self.shared.backbone), self.shared.info.features.clone());
        let work = move || {
            let activations = backbone.activations(&pixels, height, width)?;
            let of =
                |tap| activations.iter().find(|(at, _)| *at == tap).map_or(&[][..], |(_, values)| values);
            let pooled = taps.iter().flat_map(|part| pool(of(part.tap), part.tap.channels(), part.pool));
            Ok(pooled.collect())
        };
        let features = self.shared.threads.run(work);
        features
            .map_err(|error| ModelError::NoThread { detail: error.to_string() })?
            .map_err(|error: candle_core::Error| ModelError::Network { detail: error.to_string() })
    }

    /// Runs the network alone over a grey input of the shape that photos of 4:3 get, for measuring.
    ///
    /// # Errors
    /// As [`Classifier::score`].
    pub fn run_network_once(&self) -> Result<usize, ModelError> {
        let frame = crate::Size { width: 4000, height: 3000 };
        let size = crate::model::input_size(frame, self.shared.info.input.max_pixels);
        let (height, width) = (size.height as usize, size.width as usize);
        Ok(self.pooled(vec![0.1; height * width * 3], (height, width))?.len())
    }
}

impl fmt::Debug for Classifier {
    /// Names the model; its millions of weights say nothing in a message.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Classifier").field("model", &self.shared.info.model).finish_non_exhaustive()
    }
}

impl Calibration {
    /// The probability that a head's sum stands for.
    pub(crate) fn score(self, sum: f64) -> Result<Score, ModelError> {
        let probability = 1.0 / (1.0 + (-(self.slope * sum + self.offset)).exp());
        probability
            .try_into()
            .map_err(|error: apoyo_photo::InvalidScore| ModelError::Network { detail: error.to_string() })
    }
}
