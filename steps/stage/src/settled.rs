//! What this execution did with a photo before, when the step is run again after a failure behind it: a redrive runs
//! whole batches again, and their outcomes must come out the same.

use apoyo_bucket::{Claim, HeadPhoto, PhotoHead, ReadRecord, names_for, receipt_key, thumbnail_key};
use apoyo_photo::{Folder, Folders, ManifestLine, Mark, Outcome, OutcomeKind, PhotoKey};

use crate::StageError;

/// Folders that a settled photo can be in, and the outcome that they stand for.
const SETTLED: [(Folder, OutcomeKind); 3] = [
    (Folder::Kept, OutcomeKind::Kept),
    (Folder::Review, OutcomeKind::Review),
    (Folder::Trash, OutcomeKind::Trash),
];

/// Looks under every name that the photo may have been settled by: the sub-paths are those that it may have had where it
/// waited.
pub(crate) async fn find<B>(
    bucket: &B,
    folders: &Folders,
    (claim, line, sub_paths): (&Claim, &ManifestLine, &[&str]),
) -> Result<Option<Outcome>, StageError>
where
    B: HeadPhoto + ReadRecord + Sync,
{
    let thumbnail = thumbnail_key(folders, &claim.execution, &line.key);
    for (folder, kind) in SETTLED {
        let mut names = Vec::new();
        for sub_path in sub_paths {
            let of_folder = names_for(folders, folder, sub_path, line.content());
            names.extend(of_folder.map_err(|source| StageError::Name { key: line.key.clone(), source })?);
        }
        for name in names {
            let Some(head) = bucket.head(&name).await? else { continue };
            if head.size != line.size {
                continue;
            }
            let same = head.etag == line.etag;
            if claim.made(&head.marks) || (same && is_merged(bucket, &thumbnail).await?) {
                return Ok(Some(Outcome {
                    thumbnail: Some(thumbnail),
                    ..outcome(line, kind, (name, &head))
                }));
            }
        }
    }
    destroyed(bucket, folders, claim).await
}

/// Whether this execution may have settled a photo whose bytes were there already, so that nothing there carries its
/// claim: it has looked at the photo, or there would be no thumbnail of its own. Else another execution settled it, and
/// counts it.
async fn is_merged<B: ReadRecord>(bucket: &B, thumbnail: &str) -> Result<bool, StageError> {
    Ok(bucket.read_record(thumbnail).await?.is_some())
}

/// Where the retention is 0, the step `delete` leaves a receipt before it destroys the bytes.
async fn destroyed<B: ReadRecord>(
    bucket: &B,
    folders: &Folders,
    claim: &Claim,
) -> Result<Option<Outcome>, StageError> {
    let receipt = receipt_key(folders, claim);
    let bytes = bucket.read_record(&receipt).await?;
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

fn outcome(line: &ManifestLine, kind: OutcomeKind, (to, head): (PhotoKey, &PhotoHead)) -> Outcome {
    let score = head.marks.get(Mark::Score).and_then(|text| text.parse::<f64>().ok()?.try_into().ok());
    let reason = head.marks.get(Mark::Reason).and_then(|json| serde_json::from_str(json).ok());
    Outcome {
        outcome: kind,
        key: line.key.clone(),
        to: Some(to),
        size: head.size,
        score,
        reason: reason.filter(|_| kind == OutcomeKind::Review),
        thumbnail: None,
        error: None,
        cause: None,
    }
}
