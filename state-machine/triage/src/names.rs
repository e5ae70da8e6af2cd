//! The names of the states, as a person reads them in the console; each is there once in the whole machine, so what both
//! lanes do has a name in each.

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

pub(crate) const STAGE_ALL: &str = "Stage all";
pub(crate) const EACH_LISTED_PHOTO: &str = "Each listed photo";
pub(crate) const STAGE_ONE: &str = "Stage one";
pub(crate) const NOT_STAGED: &str = "Not staged";
pub(crate) const CLASSIFY_ALL: &str = "Classify all";
pub(crate) const SETTLE_ALL: &str = "Settle all";
pub(crate) const EACH_CLASSIFIED_PHOTO: &str = "Each classified photo";
pub(crate) const JUDGED: &str = "Judged?";
pub(crate) const ENDED_BEFORE: &str = "Ended before";
pub(crate) const TAKE_UP: &str = "Take up";
pub(crate) const WHICH_VERDICT: &str = "Which verdict?";
pub(crate) const KEEP_ONE: &str = "Keep one";
pub(crate) const REVIEW_ONE: &str = "Review one";
pub(crate) const DELETE_ONE: &str = "Delete one";
pub(crate) const NOT_SETTLED: &str = "Not settled";

pub(crate) const REPORT: &str = "Report";
pub(crate) const RECONCILED: &str = "Reconciled?";
pub(crate) const DONE: &str = "Done";
pub(crate) const PHOTOS_FAILED: &str = "Photos failed";
pub(crate) const UNRECONCILED: &str = "Unreconciled";

/// One of the names above.
pub(crate) fn name(text: &'static str) -> StateName {
    text.parse().expect("every name above has 1 to 80 characters")
}
