use serde::{Deserialize, Serialize};

use crate::{PhotoKey, Reason, Score, Verdict};

/// Where a photo of an execution ended: the terms of the conservation equation
/// `listed = kept + review + trash + taken + failed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OutcomeKind {
    /// In the kept folder.
    Kept,
    /// In the review folder.
    Review,
    /// In the trash folder.
    Trash,
    /// Claimed by another execution, or removed or replaced by a person, before this one reached it.
    Taken,
    /// The machinery failed after its retries; the photo is where it was, and a replay takes it up.
    Failed,
}

/// What an execution did with one photo; one of them per line of the manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// Where it ended.
    pub outcome: OutcomeKind,
    /// The key in the manifest.
    pub key: PhotoKey,
    /// The key it has now; absent where this execution moved nothing (taken, failed, dry run).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<PhotoKey>,
    /// Size in bytes.
    pub size: u64,
    /// Present where the photo was decoded cleanly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// Present where the outcome is review.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Key of its thumbnail, a small JPEG, where one could be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<String>,
    /// Error name, where the outcome is failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Error message, where the outcome is failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl From<Verdict> for OutcomeKind {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Keep => Self::Kept,
            Verdict::Review => Self::Review,
            Verdict::Discard => Self::Trash,
        }
    }
}
