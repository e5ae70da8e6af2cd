use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::photos::TrainingPhoto;
use super::views::View;
use super::{Progress, Stage, TrainError, TrainOptions};
use crate::model::wanted_edge;
use crate::{Classifier, Frame, Limits, decode};

/// Decodes every photo, at the scale that the network needs.
///
/// They are all held at once, since mosaics mix them: about half a megabyte each.
pub(super) fn decode_all(
    classifier: &Classifier,
    photos: &[TrainingPhoto],
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<Frame>, TrainError> {
    let edge = wanted_edge(&classifier.model().input);
    in_parallel(photos.len(), Stage::Decode, progress, |at| {
        let path = &photos[at].path;
        let bytes = std::fs::read(path).map_err(|source| TrainError::Read { path: path.clone(), source })?;
        decode(&bytes, edge, &Limits::default())
            .map_err(|reason| TrainError::Photo { path: path.clone(), reason })
    })
}

/// The features of every view, in the order of the plan.
pub(super) fn features(
    classifier: &Classifier,
    frames: &[Frame],
    (views, options): (&[View], &TrainOptions),
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<Vec<f32>>, TrainError> {
    in_parallel(views.len(), Stage::Features, progress, |at| {
        Ok(classifier.features(&views[at].make(frames, options.seed, at))?)
    })
}

/// Does `count` pieces of work on as many threads as there are cores; the results are in order.
pub(crate) fn in_parallel<T: Send>(
    count: usize,
    stage: Stage,
    progress: &(dyn Fn(Progress) + Sync),
    work: impl Fn(usize) -> Result<T, TrainError> + Sync,
) -> Result<Vec<T>, TrainError> {
    let (next, results) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(count)));
    let work_on = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                return;
            }
            let result = work(at);
            if result.is_err() {
                next.store(count, Ordering::Relaxed);
            }
            let mut results = results.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            results.push((at, result));
            progress(Progress { stage, done: results.len(), total: count });
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work_on);
        }
    });
    let mut results = results.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}
