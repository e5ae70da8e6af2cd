use serde::{Deserialize, Serialize};

use crate::{Score, Thresholds};

/// What is to be done with a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It shows a pylon.
    Keep,
    /// A person must look.
    Review,
    /// It shows no pylon.
    Discard,
}

/// Why a photo goes to review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Reason {
    /// The score lies between the thresholds.
    Uncertain,
    /// The bytes are of a known format and do not decode cleanly to the end.
    Damaged {
        /// What the decoder met.
        detail: String,
    },
    /// The bytes are of no format, or of a variant, that Apoyo reads.
    Unsupported {
        /// What was found.
        detail: String,
    },
    /// Decoding would break a limit on pixels, bytes or memory.
    TooLarge {
        /// Which limit, and the value found.
        detail: String,
    },
}

/// A verdict with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Judgement {
    /// What is to be done.
    pub verdict: Verdict,
    /// Present exactly when the photo was decoded cleanly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// Present exactly when the verdict is review.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

impl Judgement {
    /// The verdict on a photo that decoded cleanly.
    pub fn of_score(score: Score, thresholds: Thresholds) -> Self {
        let (verdict, reason) = match score {
            _ if score >= thresholds.keep_above() => (Verdict::Keep, None),
            _ if score < thresholds.discard_below() => (Verdict::Discard, None),
            _ => (Verdict::Review, Some(Reason::Uncertain)),
        };
        Self { verdict, score: Some(score), reason }
    }

    /// The verdict on a photo that has no score: always review, never discard.
    pub fn without_score(reason: Reason) -> Self {
        Self { verdict: Verdict::Review, score: None, reason: Some(reason) }
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Uncertain => f.write_str("uncertain"),
            Self::Damaged { detail } => write!(f, "damaged: {detail}"),
            Self::Unsupported { detail } => write!(f, "unsupported: {detail}"),
            Self::TooLarge { detail } => write!(f, "too large: {detail}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(value: f64) -> Score {
        value.try_into().unwrap()
    }

    #[test]
    fn the_thresholds_part_keep_review_and_discard() {
        let thresholds = Thresholds::new(score(0.8), score(0.2)).unwrap();
        let table = [
            (1.0, Verdict::Keep),
            (0.8, Verdict::Keep),
            (0.799, Verdict::Review),
            (0.2, Verdict::Review),
            (0.199, Verdict::Discard),
            (0.0, Verdict::Discard),
        ];
        for (value, verdict) in table {
            assert_eq!(Judgement::of_score(score(value), thresholds).verdict, verdict, "{value}");
        }
    }

    #[test]
    fn equal_thresholds_leave_no_room_for_review() {
        let thresholds = Thresholds::new(score(0.5), score(0.5)).unwrap();
        assert_eq!(Judgement::of_score(score(0.5), thresholds).verdict, Verdict::Keep);
        assert_eq!(Judgement::of_score(score(0.499), thresholds).verdict, Verdict::Discard);
    }

    #[test]
    fn a_photo_without_a_score_goes_to_review() {
        let judged = Judgement::without_score(Reason::Damaged { detail: "cut".into() });
        assert_eq!(judged.verdict, Verdict::Review);
    }
}
