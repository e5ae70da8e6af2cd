use apoyo_photo::step::Totals;
use serde::Serialize;

/// The terms of `listed = kept + review + trash + taken + failed`, and what is missing from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PhotoCounts {
    /// Lines of the manifest.
    pub listed: u64,
    /// In the kept folder.
    pub kept: u64,
    /// In the review folder.
    pub review: u64,
    /// In the trash.
    pub trash: u64,
    /// Taken by another execution or a person.
    pub taken: u64,
    /// Their machinery failed.
    pub failed: u64,
    /// Without exactly one outcome.
    pub unaccounted: u64,
}

impl From<&Totals> for PhotoCounts {
    fn from(totals: &Totals) -> Self {
        Self {
            listed: totals.listed,
            kept: totals.kept,
            review: totals.review,
            trash: totals.trash,
            taken: totals.taken,
            failed: totals.failed,
            unaccounted: totals.unaccounted,
        }
    }
}
