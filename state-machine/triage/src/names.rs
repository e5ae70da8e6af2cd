//! The names of the states, as a person reads them in the console.

use apoyo_asl::StateName;

pub(crate) const LIST: &str = "List";
pub(crate) const ANY_PHOTOS: &str = "Any photos?";
pub(crate) const NOTHING_TO_DO: &str = "Nothing to do";
pub(crate) const TRIAGE: &str = "Triage";
pub(crate) const EACH_PHOTO: &str = "Each photo";
pub(crate) const STAGE: &str = "Stage";
pub(crate) const CLAIMED: &str = "Claimed?";
pub(crate) const TAKEN: &str = "Taken";
pub(crate) const CLASSIFY: &str = "Classify";
pub(crate) const VERDICT: &str = "Verdict?";
pub(crate) const KEEP: &str = "Keep";
pub(crate) const REVIEW: &str = "Review";
pub(crate) const DELETE: &str = "Delete";
pub(crate) const FAILED: &str = "Failed";
pub(crate) const REPORT: &str = "Report";
pub(crate) const RECONCILED: &str = "Reconciled?";
pub(crate) const DONE: &str = "Done";
pub(crate) const PHOTOS_FAILED: &str = "Photos failed";
pub(crate) const UNRECONCILED: &str = "Unreconciled";

/// One of the names above.
pub(crate) fn name(text: &'static str) -> StateName {
    text.parse().expect("every name above has 1 to 80 characters")
}
