use apoyo_photo::{Outcome, OutcomeKind, Thresholds};

use crate::reconciled::Reconciled;

/// Photos shown of each kind. With thumbnails of about 10 KB this keeps the file of three full sheets under 20 MB,
/// which a phone still opens; whoever has more than 400 uncertain photos works with the CSV.
pub(crate) const SHOWN: usize = 400;

/// The photos that the page shows: of each kind the most uncertain ones.
#[derive(Debug)]
pub(crate) struct Sheet {
    thresholds: Thresholds,
    review: Vec<Outcome>,
    kept: Vec<Outcome>,
    trash: Vec<Outcome>,
    failed: Vec<Outcome>,
    taken: Vec<Outcome>,
    unaccounted: Vec<(String, u32)>,
}

impl Sheet {
    pub(crate) fn new(thresholds: Thresholds) -> Self {
        let none = Vec::new;
        Self {
            thresholds,
            review: none(),
            kept: none(),
            trash: none(),
            failed: none(),
            taken: none(),
            unaccounted: Vec::new(),
        }
    }

    /// Holds at most twice what is shown.
    pub(crate) fn add(&mut self, photo: Reconciled) {
        let thresholds = self.thresholds;
        match photo {
            Reconciled::Unaccounted { line, outcomes } if self.unaccounted.len() < SHOWN => {
                self.unaccounted.push((line.key.into(), outcomes));
            }
            Reconciled::Unaccounted { .. } => {}
            Reconciled::Accounted(outcome) => {
                let kind = outcome.outcome;
                let shown = self.of_mut(kind);
                shown.push(outcome);
                if shown.len() == 2 * SHOWN {
                    most_uncertain(shown, kind, thresholds);
                }
            }
        }
    }

    /// The photos of a kind, the most uncertain first.
    pub(crate) fn shown(&mut self, kind: OutcomeKind) -> &[Outcome] {
        let thresholds = self.thresholds;
        let shown = self.of_mut(kind);
        most_uncertain(shown, kind, thresholds);
        shown
    }

    pub(crate) fn unaccounted(&self) -> &[(String, u32)] {
        &self.unaccounted
    }

    fn of_mut(&mut self, kind: OutcomeKind) -> &mut Vec<Outcome> {
        match kind {
            OutcomeKind::Kept => &mut self.kept,
            OutcomeKind::Review => &mut self.review,
            OutcomeKind::Trash => &mut self.trash,
            OutcomeKind::Taken => &mut self.taken,
            OutcomeKind::Failed => &mut self.failed,
        }
    }
}

fn most_uncertain(photos: &mut Vec<Outcome>, kind: OutcomeKind, thresholds: Thresholds) {
    photos.sort_by(|a, b| {
        let (ours, theirs) = (certainty(a, kind, thresholds), certainty(b, kind, thresholds));
        ours.total_cmp(&theirs).then_with(|| a.key.cmp(&b.key))
    });
    photos.truncate(SHOWN);
}

/// How far a photo is from being judged otherwise, 0 to 1; 2 for one without a score, since it is certain at least that
/// it could not be read.
fn certainty(photo: &Outcome, kind: OutcomeKind, thresholds: Thresholds) -> f64 {
    let Some(score) = photo.score.map(f64::from) else { return 2.0 };
    let (keep, discard) = (thresholds.keep_above().value(), thresholds.discard_below().value());
    match kind {
        OutcomeKind::Kept => score - keep,
        OutcomeKind::Trash => discard - score,
        _ => (score - f64::midpoint(keep, discard)).abs(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn photo(kind: OutcomeKind, key: &str, score: Option<f64>) -> Reconciled {
        Reconciled::Accounted(Outcome {
            outcome: kind,
            key: key.parse().unwrap(),
            to: None,
            size: 1,
            score: score.map(|score| score.try_into().unwrap()),
            reason: None,
            thumbnail: None,
            error: None,
            cause: None,
        })
    }

    fn order(kind: OutcomeKind, scores: &[Option<f64>]) -> Vec<Option<f64>> {
        let thresholds = Thresholds::new(0.8.try_into().unwrap(), 0.2.try_into().unwrap()).unwrap();
        let mut sheet = Sheet::new(thresholds);
        for (at, score) in scores.iter().enumerate() {
            sheet.add(photo(kind, &format!("k{at:05}"), *score));
        }
        sheet.shown(kind).iter().map(|photo| photo.score.map(f64::from)).collect()
    }

    #[test]
    fn the_photos_next_to_being_judged_otherwise_come_first() {
        let table = [
            (OutcomeKind::Kept, [Some(0.99), Some(0.81), Some(0.9)], [Some(0.81), Some(0.9), Some(0.99)]),
            (OutcomeKind::Trash, [Some(0.01), Some(0.19), Some(0.1)], [Some(0.19), Some(0.1), Some(0.01)]),
            (OutcomeKind::Review, [None, Some(0.7), Some(0.5)], [Some(0.5), Some(0.7), None]),
        ];
        for (kind, given, shown) in table {
            assert_eq!(order(kind, &given), shown, "{kind:?}");
        }
    }

    #[test]
    fn of_many_photos_the_most_uncertain_are_shown() {
        let scores: Vec<_> = (0..1900).map(|at| Some(1.0 - f64::from(at) / 10_000.0)).collect();
        let shown = order(OutcomeKind::Kept, &scores);
        assert_eq!(shown.len(), SHOWN);
        assert_eq!(shown[0], *scores.last().unwrap());
    }
}
