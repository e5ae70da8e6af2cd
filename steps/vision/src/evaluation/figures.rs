use std::collections::BTreeMap;

use apoyo_photo::{Judgement, Score, Thresholds, Verdict};
use serde::{Deserialize, Serialize};

use super::Judged;
use crate::Kind;

/// How many photos of one kind got which verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Figures {
    /// Photos in all.
    pub photos: usize,
    /// Kept.
    pub keep: usize,
    /// To be reviewed.
    pub review: usize,
    /// Discarded.
    pub discard: usize,
}

/// The figures of one source and kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SourceFigures {
    /// Where the photos are from.
    pub source: String,
    /// What they show.
    pub kind: Kind,
    /// What became of them.
    pub figures: Figures,
}

/// What became of all photos of a folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Evaluation {
    /// The thresholds that the scores were compared with.
    pub thresholds: Thresholds,
    /// By source, then by kind.
    pub sources: Vec<SourceFigures>,
}

impl Figures {
    /// Share that was not discarded, 0 to 1: of pylons, the recall of keep and review. 1 where there are no photos.
    pub fn share_not_discarded(self) -> f64 {
        share(self.keep + self.review, self.photos, 1.0)
    }

    /// Share that was discarded, 0 to 1. 0 where there are no photos.
    pub fn share_discarded(self) -> f64 {
        share(self.discard, self.photos, 0.0)
    }

    fn count(&mut self, verdict: Verdict) {
        self.photos += 1;
        match verdict {
            Verdict::Keep => self.keep += 1,
            Verdict::Review => self.review += 1,
            Verdict::Discard => self.discard += 1,
        }
    }
}

impl Evaluation {
    /// Counts the verdicts on scored photos.
    pub fn of(judged: &[Judged], thresholds: Thresholds) -> Self {
        let mut cells: BTreeMap<(&str, Kind), Figures> = BTreeMap::new();
        for photo in judged {
            let score = Score::try_from(photo.score).unwrap_or_else(|_| thresholds.keep_above());
            let verdict = Judgement::of_score(score, thresholds).verdict;
            cells.entry((&photo.source, photo.kind)).or_default().count(verdict);
        }
        let of = |((source, kind), figures): ((&str, Kind), Figures)| SourceFigures {
            source: source.into(),
            kind,
            figures,
        };
        Self { thresholds, sources: cells.into_iter().map(of).collect() }
    }

    /// The figures of one kind over all sources.
    pub fn of_kind(&self, kind: Kind) -> Figures {
        let mut sum = Figures::default();
        for Figures { photos, keep, review, discard } in
            self.sources.iter().filter(|source| source.kind == kind).map(|source| source.figures)
        {
            sum.photos += photos;
            sum.keep += keep;
            sum.review += review;
            sum.discard += discard;
        }
        sum
    }

    /// Share of the pylons that were kept or are to be reviewed.
    pub fn recall(&self) -> f64 {
        self.of_kind(Kind::Pylon).share_not_discarded()
    }

    /// Share of the kept photos that show a pylon; 1 where none was kept.
    pub fn precision(&self) -> f64 {
        let kept: usize = Kind::ALL.iter().map(|kind| self.of_kind(*kind).keep).sum();
        share(self.of_kind(Kind::Pylon).keep, kept, 1.0)
    }

    /// Share of the photos with neither pylon nor wires that were discarded.
    pub fn empty_discarded(&self) -> f64 {
        self.of_kind(Kind::NoPylon).share_discarded()
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of photos")]
fn share(part: usize, of: usize, where_none: f64) -> f64 {
    if of == 0 { where_none } else { part as f64 / of as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_counted_by_source_and_kind() {
        let score = |value: f64| Score::try_from(value).unwrap();
        let photo =
            |kind, source: &str, score| Judged { name: String::new(), kind, source: source.into(), score };
        let judged = [
            photo(Kind::Pylon, "a", 0.9),
            photo(Kind::Pylon, "a", 0.1),
            photo(Kind::NoPylon, "a", 0.9),
            photo(Kind::NoPylon, "b", 0.0),
            photo(Kind::WiresOnly, "b", 0.5),
        ];
        let evaluation = Evaluation::of(&judged, Thresholds::new(score(0.8), score(0.2)).unwrap());
        assert_eq!(evaluation.sources.len(), 4);
        assert!((evaluation.recall() - 0.5).abs() < 1e-9);
        assert!((evaluation.precision() - 0.5).abs() < 1e-9);
        assert!((evaluation.empty_discarded() - 0.5).abs() < 1e-9);
        assert_eq!(evaluation.of_kind(Kind::WiresOnly).review, 1);
        let table = evaluation.to_string();
        assert!(table.contains("wires_only") && table.contains("all"), "{table}");
    }
}
