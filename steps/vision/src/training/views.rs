use std::collections::BTreeMap;

use super::augment::augmented;
use super::dice::Dice;
use super::mosaic::mosaic;
use super::{Kind, TrainOptions, TrainingPhoto};
use crate::Frame;

/// One thing that the network is shown in training.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct View {
    /// The photo that it shows; of a mosaic, the small one.
    pub photo: usize,
    /// Of a mosaic, the photo that it lies on.
    pub ground: Option<usize>,
    /// How it is made.
    pub making: Making,
}

/// How a view is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Making {
    /// The photo as it is.
    Plain,
    /// As another camera might have made it.
    Augmented,
    /// Small, on another photo.
    Mosaic,
}

/// The plain view of each photo, in order, then all others.
pub(super) fn plan(photos: &[TrainingPhoto], options: &TrainOptions) -> Vec<View> {
    let of = |making| move |photo| View { photo, ground: None, making };
    let mut views: Vec<View> = (0..photos.len()).map(of(Making::Plain)).collect();
    let trained: Vec<usize> = (0..photos.len()).filter(|at| photos[*at].kind != Kind::WiresOnly).collect();
    for _ in 0..options.augmented_views {
        views.extend(trained.iter().copied().map(of(Making::Augmented)));
    }
    views.extend(mosaics(photos, options));
    views
}

/// As many mosaics with a pylon as without; every source as often as any other, on grounds that are empty.
fn mosaics(photos: &[TrainingPhoto], options: &TrainOptions) -> Vec<View> {
    let (pylons, empty) = (by_source(photos, Kind::Pylon), by_source(photos, Kind::NoPylon));
    if pylons.is_empty() || empty.is_empty() {
        return Vec::new();
    }
    let count = options.mosaic_views as usize * photos.len();
    let mut dice = Dice::new(options.seed, usize::MAX);
    let one_of = |groups: &[Vec<usize>], dice: &mut Dice| {
        let group = &groups[dice.index(groups.len())];
        group[dice.index(group.len())]
    };
    (0..count)
        .map(|n| {
            let ground = Some(one_of(&empty, &mut dice));
            let photo = one_of(if n % 2 == 0 { &empty } else { &pylons }, &mut dice);
            View { photo, ground, making: Making::Mosaic }
        })
        .collect()
}

fn by_source(photos: &[TrainingPhoto], kind: Kind) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, photo) in photos.iter().enumerate().filter(|(_, photo)| photo.kind == kind) {
        groups.entry(&photo.source).or_default().push(at);
    }
    groups.into_values().collect()
}

impl View {
    /// Makes the view; `number` is its place in the plan.
    pub(super) fn make(&self, frames: &[Frame], seed: u64, number: usize) -> Frame {
        let mut dice = Dice::new(seed, number);
        let frame = &frames[self.photo];
        match (self.making, self.ground) {
            (Making::Plain, _) => frame.clone(),
            (Making::Mosaic, Some(ground)) => {
                let view = mosaic(&frames[ground], frame, &mut dice);
                if dice.happens(0.7) { augmented(&view, &mut dice) } else { view }
            }
            _ => augmented(frame, &mut dice),
        }
    }
}
