use apoyo_photo::{Reason, Thresholds};
use apoyo_vision::Classifier;

use crate::look_at_photo::{Look, LookAtPhoto, LookFault};

impl LookAtPhoto for Classifier {
    fn look(&self, bytes: &[u8]) -> Result<Result<Look, Reason>, LookFault> {
        let seen = Self::look(self, bytes).map_err(|error| LookFault { detail: error.to_string() })?;
        Ok(seen.map(|look| Look { score: look.score, thumbnail: look.thumbnail }))
    }

    fn model(&self) -> &str {
        &Self::model(self).model
    }

    fn thresholds(&self) -> Thresholds {
        Self::model(self).thresholds
    }
}
