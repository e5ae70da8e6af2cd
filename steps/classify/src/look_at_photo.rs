use apoyo_photo::{Reason, Score, Thresholds};

/// What was seen in a photo that decodes cleanly.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Probability that a pylon is visible.
    pub score: Score,
    /// A small JPEG of it, for the report.
    pub thumbnail: Vec<u8>,
}

/// The network did not run: machinery failed, and nothing was learned of the photo.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct LookFault {
    /// What failed.
    pub detail: String,
}

/// The ability to say what a photo shows.
pub trait LookAtPhoto: Send + Sync + 'static {
    /// Looks at a photo's bytes; takes a core for tens of milliseconds.
    ///
    /// The inner error is the photo's own: the reason for review, where the bytes do not decode cleanly or break a limit.
    ///
    /// # Errors
    /// When looking itself fails, whatever the photo shows.
    fn look(&self, bytes: &[u8]) -> Result<Result<Look, Reason>, LookFault>;

    /// Name and version of the model.
    fn model(&self) -> &str;

    /// The thresholds that were chosen with the model.
    fn thresholds(&self) -> Thresholds;
}
