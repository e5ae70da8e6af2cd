use apoyo_photo::{Reason, Thresholds};
use apoyo_vision::Classifier;

use crate::look_at_photo::{Look, LookAtPhoto};

impl LookAtPhoto for Classifier {
    fn look(&self, bytes: &[u8]) -> Result<Look, Reason> {
        let look = Self::look(self, bytes)?;
        Ok(Look { score: look.score, thumbnail: look.thumbnail })
    }

    fn model(&self) -> &str {
        &Self::model(self).model
    }

    fn thresholds(&self) -> Thresholds {
        Self::model(self).thresholds
    }
}
