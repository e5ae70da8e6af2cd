use serde::{Deserialize, Serialize};

/// Probability that a pylon is visible, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Score(f64);

/// A number that is not a probability.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("score {0} is not between 0 and 1")]
pub struct InvalidScore(pub f64);

impl Score {
    /// The score as a number, 0 to 1.
    pub fn value(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Score {
    type Error = InvalidScore;

    fn try_from(value: f64) -> Result<Self, Self::Error> {
        (0.0..=1.0).contains(&value).then_some(Self(value)).ok_or(InvalidScore(value))
    }
}

impl From<Score> for f64 {
    fn from(score: Score) -> Self {
        score.0
    }
}

/// The two scores between which a photo goes to review: below `discardBelow` discard, at or above `keepAbove` keep.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Bounds", into = "Bounds")]
pub struct Thresholds(Bounds);

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Bounds {
    keep_above: Score,
    discard_below: Score,
}

/// Thresholds that contradict each other.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("discardBelow {discard_below} is above keepAbove {keep_above}, it must be at most that")]
pub struct InvalidThresholds {
    /// Scores under this are discarded.
    pub discard_below: f64,
    /// Scores from this on are kept.
    pub keep_above: f64,
}

impl Thresholds {
    /// Thresholds that keep from `keep_above` on and discard below `discard_below`.
    ///
    /// # Errors
    /// When `discard_below` is above `keep_above`.
    pub fn new(keep_above: Score, discard_below: Score) -> Result<Self, InvalidThresholds> {
        Bounds { keep_above, discard_below }.try_into()
    }

    /// Scores from this on are kept.
    pub fn keep_above(self) -> Score {
        self.0.keep_above
    }

    /// Scores under this are discarded.
    pub fn discard_below(self) -> Score {
        self.0.discard_below
    }

    /// These thresholds with what a person asked for in their place.
    ///
    /// # Errors
    /// When the mix of both contradicts itself.
    pub fn overridden_by(self, wanted: ThresholdOverrides) -> Result<Self, InvalidThresholds> {
        Self::new(
            wanted.keep_above.unwrap_or(self.keep_above()),
            wanted.discard_below.unwrap_or(self.discard_below()),
        )
    }
}

impl TryFrom<Bounds> for Thresholds {
    type Error = InvalidThresholds;

    fn try_from(bounds: Bounds) -> Result<Self, Self::Error> {
        let (keep_above, discard_below) = (bounds.keep_above.value(), bounds.discard_below.value());
        (discard_below <= keep_above)
            .then_some(Self(bounds))
            .ok_or(InvalidThresholds { discard_below, keep_above })
    }
}

impl From<Thresholds> for Bounds {
    fn from(thresholds: Thresholds) -> Self {
        thresholds.0
    }
}

/// Thresholds that a person asked for in the execution's input; what is absent comes from the model.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ThresholdOverrides {
    /// Keep from this score on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_above: Option<Score>,
    /// Discard below this score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discard_below: Option<Score>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_a_probability() {
        assert!(Score::try_from(0.0).is_ok() && Score::try_from(1.0).is_ok());
        for bad in [-0.01, 1.01, f64::NAN, f64::INFINITY] {
            assert!(Score::try_from(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn thresholds_that_cross_are_refused_with_both_values() {
        let text = r#"{"keepAbove": 0.2, "discardBelow": 0.3}"#;
        let refused = serde_json::from_str::<Thresholds>(text).unwrap_err().to_string();
        assert!(refused.contains("discardBelow 0.3 is above keepAbove 0.2"), "{refused}");
    }

    #[test]
    fn an_override_replaces_only_what_it_names() {
        let score = |v| Score::try_from(v).unwrap();
        let model = Thresholds::new(score(0.9), score(0.1)).unwrap();
        let wanted = ThresholdOverrides { keep_above: Some(score(0.5)), discard_below: None };
        let mixed = model.overridden_by(wanted).unwrap();
        assert_eq!((mixed.keep_above(), mixed.discard_below()), (score(0.5), score(0.1)));
    }
}
