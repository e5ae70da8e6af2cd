use std::num::NonZeroUsize;
use std::sync::Arc;

use apoyo_bucket::{GetPhoto, Got, InvalidEnvironment, PutRecord, thumbnail_key};
use apoyo_photo::step::{Classified, ClassifyInput};
use apoyo_photo::{Folders, Judgement, PhotoKey, Reason};
use bytes::Bytes;
use tokio::sync::Semaphore;

use crate::ClassifyError;
use crate::look_at_photo::{Look, LookAtPhoto};

/// Largest photo that is read into memory, in bytes: over twice the largest that drones write (a 100 MP JPEG has 60 MB),
/// and two of them fit beside the network into a Lambda of 1 GB. A larger one goes to review.
pub const DEFAULT_MAX_PHOTO_BYTES: u64 = 160 * 1000 * 1000;

/// Reads the value of `APOYO_MAX_PHOTO_BYTES`.
///
/// # Errors
/// When it is no whole number from 1 to 5 GiB.
pub fn max_photo_bytes(value: Option<String>) -> Result<u64, InvalidEnvironment> {
    let Some(value) = value else { return Ok(DEFAULT_MAX_PHOTO_BYTES) };
    match value.parse::<u64>() {
        Ok(bytes) if (1..=apoyo_bucket::Move::MAX_BYTES).contains(&bytes) => Ok(bytes),
        _ => Err(InvalidEnvironment::Value {
            name: "APOYO_MAX_PHOTO_BYTES",
            value,
            allowed: "a whole number of bytes from 1 to 5368709120",
        }),
    }
}

/// The step, with the model that it looks with.
#[derive(Debug)]
pub struct Classify<L> {
    looker: Arc<L>,
    cores: Semaphore,
    max_photo_bytes: u64,
}

impl<L: LookAtPhoto> Classify<L> {
    /// A step that looks at as many photos at once as the machine has cores.
    pub fn new(looker: L, max_photo_bytes: u64) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self { looker: Arc::new(looker), cores: Semaphore::new(cores), max_photo_bytes }
    }

    /// Judges a staged photo; may be called again at any time, and then says the same.
    ///
    /// # Errors
    /// When S3 does not answer or refuses, when the photo is no longer what was staged, or when the thresholds asked for
    /// contradict the model's.
    pub async fn handle(
        &self,
        bucket: &(impl GetPhoto + PutRecord + Sync),
        folders: &Folders,
        input: &ClassifyInput,
    ) -> Result<Classified, ClassifyError> {
        let thresholds = self.looker.thresholds().overridden_by(input.thresholds)?;
        let photo = &input.photo;
        let moved = |found| ClassifyError::Moved { key: photo.key.clone(), found };
        let looked = match bucket.get(&photo.key, &photo.etag, self.max_photo_bytes).await? {
            Got::Bytes(bytes) => self.look(&photo.key, bytes).await?,
            Got::TooLarge { size } => Err(Reason::TooLarge {
                detail: format!("{size} bytes, at most {} are read", self.max_photo_bytes),
            }),
            Got::Gone => return Err(moved("nothing")),
            Got::Replaced => return Err(moved("another content")),
        };
        let (judgement, thumbnail) = match looked {
            Ok(look) => {
                let key = thumbnail_key(folders, &input.execution, &photo.from);
                bucket.put_record(&key, "image/jpeg", look.thumbnail.into()).await?;
                (Judgement::of_score(look.score, thresholds), Some(key))
            }
            Err(reason) => (Judgement::without_score(reason), None),
        };
        Ok(Classified { judgement, model: self.looker.model().to_owned(), thresholds, thumbnail })
    }

    /// Looks on a blocking thread, so that the runtime goes on with transfers, and on as many as there are cores: more
    /// would only share them, and hold more decoded photos in memory.
    async fn look(&self, key: &PhotoKey, bytes: Bytes) -> Result<Result<Look, Reason>, ClassifyError> {
        let _core = self.cores.acquire().await.expect("the semaphore is never closed");
        let looker = Arc::clone(&self.looker);
        match tokio::task::spawn_blocking(move || looker.look(&bytes)).await {
            Ok(seen) => seen.map_err(|source| ClassifyError::Look { key: key.clone(), source }),
            Err(end) if end.is_panic() => {
                // A fault of ours, but this photo's alone: a person looks at it, and the batch goes on.
                tracing::error!(%key, "the decoder or the network panicked");
                Ok(Err(Reason::Unsupported { detail: "looking at it failed inside Apoyo".to_owned() }))
            }
            Err(_) => Err(ClassifyError::Ending { key: key.clone() }),
        }
    }
}
