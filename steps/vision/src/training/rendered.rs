use super::features::in_parallel;
use super::fit::{Example, fit};
use super::{Kind, Progress, Stage, TrainError, TrainOptions, TrainingPhoto, TrainingPhotos};
use crate::model::{Head, wanted_edge};
use crate::{Classifier, Frame, Limits, decode};

/// What was learned from rendered scenes.
pub(super) struct Rendered {
    /// The scenes, those without a support but with wires among them, which nothing is learned from.
    pub photos: TrainingPhotos,
    /// Tells scenes with a pylon from those without.
    pub head: Head,
}

/// Fits a head to the rendered scenes of the folders that the options name.
///
/// Photos of one source often have pylons all or none, so that a head learns to tell sources apart. Scenes have any
/// support, and turbines, cranes and bridges, on the same land in the same light. They are taken as they are: changed
/// views of them made heads that did worse on photos.
pub(super) fn learn(
    classifier: &Classifier,
    options: &TrainOptions,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Rendered, TrainError> {
    let photos = TrainingPhotos::rendered(&options.rendered)?;
    let learned: Vec<&TrainingPhoto> =
        photos.photos.iter().filter(|photo| photo.kind != Kind::WiresOnly).collect();
    let features = in_parallel(learned.len(), Stage::Features, progress, |at| {
        Ok(classifier.features(&open(classifier, learned[at])?)?)
    })?;
    let count =
        |pylon| learned.iter().filter(|photo| (photo.kind == Kind::Pylon) == pylon).map(|_| 1.0).sum::<f64>();
    let (with, without) = (count(true), count(false));
    let examples: Vec<Example<'_>> = learned
        .iter()
        .zip(&features)
        .map(|(photo, features)| {
            let pylon = photo.kind == Kind::Pylon;
            Example { features, pylon, weight: 1.0 / if pylon { with } else { without } }
        })
        .collect();
    let head = fit(&examples, options.rendered_penalty)?;
    Ok(Rendered { photos, head })
}

fn open(classifier: &Classifier, photo: &TrainingPhoto) -> Result<Frame, TrainError> {
    let path = &photo.path;
    let bytes = std::fs::read(path).map_err(|source| TrainError::Read { path: path.clone(), source })?;
    decode(&bytes, wanted_edge(&classifier.model().input), &Limits::default())
        .map_err(|reason| TrainError::Photo { path: path.clone(), reason })
}
