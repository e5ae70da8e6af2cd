use std::path::Path;

use super::{Evaluation, Judged};
use crate::training::in_parallel;
use crate::{Classifier, Progress, Stage, TrainError, TrainingPhotos};

/// Scores every photo of a sorted folder with a model, at the model's thresholds.
///
/// Over photos that the model was trained on the figures flatter it; [`crate::evaluate_held_out`] gives honest ones.
/// `progress` is called from several threads.
///
/// # Errors
/// When the folder cannot be read or a photo does not decode cleanly.
pub fn evaluate(
    classifier: &Classifier,
    dir: &Path,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<(Evaluation, Vec<Judged>), TrainError> {
    let photos = TrainingPhotos::open(dir)?.photos;
    let judged = in_parallel(photos.len(), Stage::Look, progress, |at| {
        let path = &photos[at].path;
        let bytes = std::fs::read(path).map_err(|source| TrainError::Read { path: path.clone(), source })?;
        let look = classifier.look(&bytes)?;
        let look = look.map_err(|reason| TrainError::Photo { path: path.clone(), reason })?;
        Ok(Judged::new(&photos[at], look.score))
    })?;
    Ok((Evaluation::of(&judged, classifier.model().thresholds), judged))
}
