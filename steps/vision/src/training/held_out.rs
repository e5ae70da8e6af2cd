use std::collections::{BTreeMap, BTreeSet};

use super::calibrate::Outcome;
use super::fit::{Example, fit};
use super::views::{Making, View};
use super::{Kind, Progress, Stage, TrainError, TrainOptions, TrainingPhoto};
use crate::model::Head;

/// Everything that heads are fitted to.
pub(super) struct Table<'a> {
    pub photos: &'a [TrainingPhoto],
    pub views: &'a [View],
    /// One row a view.
    pub features: &'a [Vec<f32>],
    pub options: &'a TrainOptions,
    /// The head that was fitted to rendered scenes; it has seen no photo at all.
    pub rendered: Option<&'a Head>,
}

impl Table<'_> {
    /// A head fitted to all views, or to those that show nothing of one source.
    ///
    /// # Errors
    /// When what is left has not both pylons and none.
    pub(super) fn fit(&self, without: Option<&str>) -> Result<Head, TrainError> {
        let source_of = |photo: usize| self.photos[photo].source.as_str();
        let is_left = |view: &View| {
            let shown = [Some(view.photo), view.ground];
            shown.into_iter().flatten().all(|photo| Some(source_of(photo)) != without)
        };
        let trained = |view: &View| self.photos[view.photo].kind != Kind::WiresOnly && is_left(view);
        let used: Vec<usize> = (0..self.views.len()).filter(|at| trained(&self.views[*at])).collect();
        let mut cells: BTreeMap<(bool, &str, Making), f64> = BTreeMap::new();
        let cell = |at: usize| {
            let View { photo, making, .. } = self.views[at];
            (self.photos[photo].kind == Kind::Pylon, source_of(photo), making)
        };
        for at in &used {
            *cells.entry(cell(*at)).or_default() += 1.0;
        }
        let examples: Vec<Example<'_>> = used
            .iter()
            .map(|at| {
                let (pylon, ..) = cell(*at);
                // Each source counts the same, and pylons in all as much as their absence.
                let alike = cells.keys().filter(|(kind, ..)| *kind == pylon);
                let cells_alike = alike.map(|(.., making)| self.weight(*making)).sum::<f64>();
                Example {
                    features: &self.features[*at],
                    pylon,
                    weight: self.weight(self.views[*at].making) / (cells[&cell(*at)] * cells_alike),
                }
            })
            .collect();
        let head = fit(&examples, self.options.penalty)?;
        Ok(self.rendered.map_or(head.clone(), |rendered| head.mixed(rendered, self.options.rendered_share)))
    }

    fn weight(&self, making: Making) -> f64 {
        if making == Making::Mosaic { self.options.mosaic_weight } else { 1.0 }
    }

    /// For each photo, the sum that a head gives it that saw nothing of its source.
    ///
    /// # Errors
    /// When there is one source only, or one source has all pylons or all empty photos.
    pub(super) fn held_out_sums(&self, progress: &(dyn Fn(Progress) + Sync)) -> Result<Vec<f64>, TrainError> {
        let sources: BTreeSet<&str> = self.photos.iter().map(|photo| photo.source.as_str()).collect();
        let mut sums = vec![0.0; self.photos.len()];
        for (done, source) in sources.iter().enumerate() {
            let head = self.fit(Some(source))?;
            for (at, _) in self.photos.iter().enumerate().filter(|(_, photo)| photo.source == **source) {
                // The plain views come first, in the order of the photos.
                sums[at] = head.sum(&self.features[at]);
            }
            progress(Progress { stage: Stage::HeldOut, done: done + 1, total: sources.len() });
        }
        Ok(sums)
    }

    /// The sums with what the photos show; each source counts the same, pylons as much as their absence.
    pub(super) fn outcomes(&self, sums: &[f64]) -> Vec<Outcome> {
        let key = |photo: &TrainingPhoto| (photo.kind, photo.source.clone());
        let mut cells: BTreeMap<(Kind, String), f64> = BTreeMap::new();
        for photo in self.photos {
            *cells.entry(key(photo)).or_default() += 1.0;
        }
        let of_kind = |kind| cells.keys().filter(|(other, _)| *other == kind).map(|_| 1.0).sum::<f64>();
        let counted = self.photos.iter().zip(sums).filter(|(photo, _)| photo.kind != Kind::WiresOnly);
        counted
            .map(|(photo, sum)| {
                let weight = 1.0 / (cells[&key(photo)] * of_kind(photo.kind));
                Outcome { sum: *sum, pylon: photo.kind == Kind::Pylon, weight }
            })
            .collect()
    }
}
