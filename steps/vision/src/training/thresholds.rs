use std::collections::BTreeMap;

use apoyo_photo::{Score, Thresholds};

use super::Kind;
use crate::Judged;

/// Share of all held-out pylons that must not be discarded.
const RECALL: f64 = 0.995;

/// Share of the pylons of each held-out source that must not be discarded, however few it has.
const RECALL_OF_EACH_SOURCE: f64 = 0.985;

/// Held-out scores are of the few cameras that we have; a pylon of a new one may have odds this much lower. With 0.9
/// in its place 6 in 100 more of the empty photos would be discarded, and no more of the held-out pylons.
const MARGIN: f64 = 0.55;

/// Share of the empty photos of the worst source but one in ten that may be kept instead of reviewed.
const KEPT_BY_MISTAKE: f64 = 0.05;

/// Chooses thresholds from held-out scores.
///
/// Discard below the score that keeps 99.5 % of all pylons and 98.5 % of those of *every* source, less a margin: the
/// source that is worst off has a say, since a user's camera is another source. Keep from the score on that only 5 % of
/// the empty photos reach, each source counting the same.
pub(super) fn choose(judged: &[Judged]) -> Thresholds {
    let pylons = by_source(judged, Kind::Pylon);
    let mut all: Vec<f64> = pylons.values().flatten().copied().collect();
    all.sort_by(f64::total_cmp);
    let of_all = all.get(lost(all.len(), RECALL)).copied().unwrap_or(0.0);
    let of_each = pylons.values().map(|scores| scores[lost(scores.len(), RECALL_OF_EACH_SOURCE)]);
    let discard = with_odds_times(of_each.fold(of_all, f64::min), MARGIN);
    let keep = kept_from(&by_source(judged, Kind::NoPylon)).max(discard);
    let score = |value: f64| Score::try_from(value.clamp(0.0, 1.0)).expect("cut to 0..1");
    // Four decimals say all that so few photos can; each is rounded to the side of review.
    let (keep, discard) = ((keep * 1e4).ceil() / 1e4, (discard * 1e4).floor() / 1e4);
    Thresholds::new(score(keep), score(discard)).expect("keep is at least discard")
}

/// How many of so many pylons may be lost at a recall.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a count"
)]
fn lost(pylons: usize, recall: f64) -> usize {
    (pylons as f64 * (1.0 - recall)) as usize
}

fn with_odds_times(score: f64, factor: f64) -> f64 {
    let odds = score / (1.0 - score).max(f64::EPSILON) * factor;
    odds / (1.0 + odds)
}

/// The lowest of the scores found from which on few empty photos lie.
fn kept_from(empty: &BTreeMap<&str, Vec<f64>>) -> f64 {
    let share_above = |score: f64| {
        let shares =
            empty.values().map(|scores| share(scores.iter().filter(|s| **s >= score).count(), scores.len()));
        shares.sum::<f64>() / share(empty.len().max(1), 1)
    };
    let mut candidates: Vec<f64> = empty.values().flatten().copied().chain([0.5]).collect();
    candidates.sort_by(f64::total_cmp);
    candidates.into_iter().find(|score| share_above(*score) <= KEPT_BY_MISTAKE).unwrap_or(1.0)
}

#[expect(clippy::cast_precision_loss, reason = "counts of photos")]
fn share(part: usize, of: usize) -> f64 {
    part as f64 / of as f64
}

fn by_source(judged: &[Judged], kind: Kind) -> BTreeMap<&str, Vec<f64>> {
    let mut scores: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for photo in judged.iter().filter(|photo| photo.kind == kind) {
        scores.entry(&photo.source).or_default().push(photo.score);
    }
    for scores in scores.values_mut() {
        scores.sort_by(f64::total_cmp);
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(kind: Kind, source: &str, score: f64) -> Judged {
        Judged { name: String::new(), kind, source: source.into(), score }
    }

    #[test]
    fn the_worst_source_decides_what_is_discarded() {
        let judged = [
            judged(Kind::Pylon, "easy", 0.9),
            judged(Kind::Pylon, "hard", 0.3),
            judged(Kind::NoPylon, "easy", 0.1),
        ];
        let thresholds = choose(&judged);
        let discard = thresholds.discard_below().value();
        // Odds of 0.3 times 0.55.
        assert!((discard - 0.1907).abs() < 1e-3, "{discard}");
        assert!(thresholds.keep_above().value() >= 0.5);
    }

    #[test]
    fn empty_photos_that_score_high_raise_what_is_kept() {
        let judged = [
            judged(Kind::Pylon, "a", 0.9),
            judged(Kind::NoPylon, "a", 0.8),
            judged(Kind::NoPylon, "a", 0.81),
        ];
        assert!(choose(&judged).keep_above().value() > 0.81);
    }
}
