use apoyo_photo::Score;
use serde::{Deserialize, Serialize};

use crate::{Kind, TrainingPhoto};

/// One labelled photo with the score that it got.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Judged {
    /// Its path under the training folder.
    pub name: String,
    /// What it shows.
    pub kind: Kind,
    /// Where it is from.
    pub source: String,
    /// Its score, 0 to 1.
    pub score: f64,
}

impl Judged {
    pub(crate) fn new(photo: &TrainingPhoto, score: Score) -> Self {
        Self {
            name: photo.name.clone(),
            kind: photo.kind,
            source: photo.source.clone(),
            score: score.value(),
        }
    }
}
