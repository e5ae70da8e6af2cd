use apoyo_photo::step::Totals;
use apoyo_photo::{ManifestLine, Outcome, OutcomeKind};

use crate::ledger::{Entered, Ledger};

/// A line of the manifest with what became of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reconciled {
    /// Exactly one outcome.
    Accounted(Outcome),
    /// None, or several: shown, and counted as unaccounted.
    Unaccounted {
        /// The line.
        line: ManifestLine,
        /// How many outcomes there are.
        outcomes: u32,
    },
}

impl Reconciled {
    pub(crate) fn of(line: ManifestLine, ledger: &mut Ledger) -> Self {
        match ledger.take(&line.key) {
            Entered::Once(outcome) => Self::Accounted(outcome),
            Entered::Never => Self::Unaccounted { line, outcomes: 0 },
            Entered::Often(outcomes) => Self::Unaccounted { line, outcomes },
        }
    }
}

/// The totals with one photo more.
pub(crate) fn counted(mut totals: Totals, photo: &Reconciled) -> Totals {
    totals.listed += 1;
    let term = match photo {
        Reconciled::Unaccounted { .. } => &mut totals.unaccounted,
        Reconciled::Accounted(outcome) => match outcome.outcome {
            OutcomeKind::Kept => &mut totals.kept,
            OutcomeKind::Review => &mut totals.review,
            OutcomeKind::Trash => &mut totals.trash,
            OutcomeKind::Taken => &mut totals.taken,
            OutcomeKind::Failed => &mut totals.failed,
        },
    };
    *term += 1;
    totals
}
