use std::borrow::Cow;
use std::fmt::Write;
use std::path::Path;

use super::calibrate::calibrate;
use super::features::{decode_all, features};
use super::held_out::Table;
use super::{Progress, TrainError, TrainOptions, TrainingPhotos, rendered, thresholds, views};
use crate::model::{BACKBONE, CONFIG, Config, HEAD, ModelFiles, sha256};
use crate::{Classifier, Evaluation, Judged, ModelError, RenderedScenes, Training};

/// A model that was just trained, not yet written.
#[derive(Debug, Clone)]
pub struct TrainedModel {
    files: ModelFiles,
    /// Figures over photos that no head had seen the source of, at the chosen thresholds.
    pub held_out: Evaluation,
}

/// Trains a head for the shipped backbone on a folder of sorted photos ([`TrainingPhotos`] says how it looks).
///
/// Features are computed once for each view; a head for each source that is held out gives honest scores, from which
/// the calibration and the thresholds come; the head that is kept is fitted to all photos. Takes some 20 ms a view and
/// core. `progress` is called from several threads.
///
/// # Errors
/// When a photo does not decode cleanly, or there are not at least two sources with pylons and two without.
pub fn train(
    dir: &Path,
    options: &TrainOptions,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<TrainedModel, TrainError> {
    let base = ModelFiles::shipped();
    let mut config = Config::read(&base.config)?;
    let photos = TrainingPhotos::open(dir)?;
    let classifier = Classifier::for_features(&base)?;
    let frames = decode_all(&classifier, &photos.photos, progress)?;
    let views = views::plan(&photos.photos, options);
    let features = features(&classifier, &frames, (&views, options), progress)?;
    let rendered = if options.rendered.is_empty() {
        None
    } else {
        Some(rendered::learn(&classifier, options, progress)?)
    };
    let table = Table {
        photos: &photos.photos,
        views: &views,
        features: &features,
        options,
        rendered: rendered.as_ref().map(|rendered| &rendered.head),
    };

    let sums = table.held_out_sums(progress)?;
    config.calibration = calibrate(&table.outcomes(&sums));
    let judged: Vec<Judged> = photos
        .photos
        .iter()
        .zip(&sums)
        .map(|(photo, sum)| Ok(Judged::new(photo, config.calibration.score(*sum)?)))
        .collect::<Result<_, ModelError>>()?;
    config.thresholds = thresholds::choose(&judged);
    let held_out = Evaluation::of(&judged, config.thresholds);

    let head = table.fit(None)?.write()?;
    config.digests = [(BACKBONE.into(), sha256(&base.backbone)), (HEAD.into(), sha256(&head))].into();
    config.training = Some(Training {
        options: options.clone(),
        photos_digest: digest(&photos)?,
        photos: photos.counts(),
        rendered: rendered.map(|rendered| scenes(&rendered.photos)).transpose()?,
        held_out: held_out.clone(),
    });
    let files =
        ModelFiles { config: Cow::Owned(config.write()), backbone: base.backbone, head: Cow::Owned(head) };
    Ok(TrainedModel { files, held_out })
}

/// The figures that [`train`] would record: each photo judged by a head that saw nothing of its source.
///
/// # Errors
/// As [`train`].
pub fn evaluate_held_out(
    dir: &Path,
    options: &TrainOptions,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Evaluation, TrainError> {
    Ok(train(dir, options, progress)?.held_out)
}

impl TrainedModel {
    /// Writes `config.json`, `backbone.safetensors` and `head.safetensors` into a directory, which is made if need be.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(&self, dir: &Path) -> Result<(), TrainError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| TrainError::Read { path, source }
        };
        std::fs::create_dir_all(dir).map_err(failed(dir))?;
        let files =
            [(BACKBONE, &self.files.backbone), (HEAD, &self.files.head), (CONFIG, &self.files.config)];
        for (name, bytes) in files {
            let path = dir.join(name);
            std::fs::write(&path, bytes).map_err(failed(&path))?;
        }
        Ok(())
    }

    /// The model, ready to look at photos.
    ///
    /// # Errors
    /// Not with what [`train`] returns.
    pub fn classifier(&self) -> Result<Classifier, ModelError> {
        Classifier::open(&self.files)
    }
}

fn scenes(photos: &TrainingPhotos) -> Result<RenderedScenes, TrainError> {
    Ok(RenderedScenes { digest: digest(photos)?, scenes: photos.counts() })
}

/// SHA-256 over the digest and name of each photo, in the order of the names.
fn digest(photos: &TrainingPhotos) -> Result<String, TrainError> {
    let mut list = String::new();
    for photo in &photos.photos {
        let read = std::fs::read(&photo.path);
        let bytes = read.map_err(|source| TrainError::Read { path: photo.path.clone(), source })?;
        writeln!(list, "{}  {}", sha256(&bytes), photo.name).expect("a text takes every text");
    }
    Ok(sha256(list.as_bytes()))
}
