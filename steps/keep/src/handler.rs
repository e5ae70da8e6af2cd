use apoyo_bucket::{MovePhoto, outcome_of, settling};
use apoyo_photo::step::SettleInput;
use apoyo_photo::{Folder, Folders, Outcome, Verdict};

use crate::KeepError;

/// Moves a photo of verdict keep or review to its folder and says where it ended; may be called again at any time.
///
/// # Errors
/// When the verdict is discard, or S3 does not answer or refuses; the photo is then in the in-work folder, or moved, and
/// the same call may be made again.
pub async fn handle(
    bucket: &(impl MovePhoto + Sync),
    folders: &Folders,
    input: &SettleInput,
) -> Result<Outcome, KeepError> {
    let folder = match input.classified.judgement.verdict {
        Verdict::Keep => Folder::Kept,
        Verdict::Review => Folder::Review,
        Verdict::Discard => return Err(KeepError::NotMine { key: input.photo.key.clone() }),
    };
    if input.dry_run {
        return Ok(outcome_of(input, None));
    }
    let wanted = settling(folders, folder, input)
        .map_err(|source| KeepError::Name { key: input.photo.key.clone(), source })?;
    Ok(outcome_of(input, Some(bucket.move_photo(&wanted).await?)))
}
