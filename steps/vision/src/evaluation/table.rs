use std::fmt;

use super::{Evaluation, Figures};
use crate::Kind;

impl fmt::Display for Evaluation {
    /// A table for people: one row a source and kind, then one a kind.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.sources.iter().map(|source| source.source.chars().count()).max().unwrap_or(0).max(6);
        writeln!(
            f,
            "{:width$}  {:10} {:>6} {:>6} {:>6} {:>7} {:>9}",
            "source", "kind", "photos", "keep", "review", "discard", "discarded"
        )?;
        for source in &self.sources {
            row(f, (&source.source, width), source.kind, source.figures)?;
        }
        for kind in Kind::ALL {
            row(f, ("all", width), kind, self.of_kind(kind))?;
        }
        write!(
            f,
            "recall (keep + review) {:.4}, precision of keep {:.4}, empty photos discarded {:.1} %, discard below {:.4}, keep from {:.4}",
            self.recall(),
            self.precision(),
            self.empty_discarded() * 100.0,
            self.thresholds.discard_below().value(),
            self.thresholds.keep_above().value()
        )
    }
}

fn row(
    f: &mut fmt::Formatter<'_>,
    (source, width): (&str, usize),
    kind: Kind,
    figures: Figures,
) -> fmt::Result {
    let Figures { photos, keep, review, discard } = figures;
    let percent = figures.share_discarded() * 100.0;
    writeln!(
        f,
        "{source:width$}  {:10} {photos:>6} {keep:>6} {review:>6} {discard:>7} {percent:>7.1} %",
        kind.folder()
    )
}
