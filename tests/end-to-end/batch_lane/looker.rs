use std::sync::Arc;

use apoyo_classify::{Look, LookAtPhoto, LookFault};
use apoyo_photo::{Reason, Thresholds};
use apoyo_vision::Classifier;
use tokio::sync::watch;

/// The shipped model, which counts the photos that it looked at.
#[derive(Clone)]
pub(crate) struct Looker {
    classifier: Classifier,
    looks: Arc<watch::Sender<u64>>,
}

impl Looker {
    pub(crate) fn new() -> Self {
        Self { classifier: Classifier::shipped().unwrap(), looks: Arc::new(watch::Sender::new(0)) }
    }

    /// How many photos were looked at, now and after every other one.
    pub(crate) fn looks(&self) -> watch::Receiver<u64> {
        self.looks.subscribe()
    }
}

impl LookAtPhoto for Looker {
    fn look(&self, bytes: &[u8]) -> Result<Result<Look, Reason>, LookFault> {
        let look = LookAtPhoto::look(&self.classifier, bytes);
        self.looks.send_modify(|looks| *looks += 1);
        look
    }

    fn model(&self) -> &str {
        LookAtPhoto::model(&self.classifier)
    }

    fn thresholds(&self) -> Thresholds {
        self.classifier.thresholds()
    }
}
