use apoyo_bucket::{
    Claim, DestroyPhoto, Destroyed, HeadPhoto, MoveEnd, MovePhoto, PutRecord, ReadRecord, outcome_of,
    receipt_key, settling,
};
use apoyo_photo::step::SettleInput;
use apoyo_photo::{Folder, Folders, Mark, Outcome};

use crate::check::may_be_discarded;
use crate::{DeleteError, Retention};

/// Moves a discarded photo to the trash, or destroys it where the retention is 0, and says where it ended; may be called
/// again at any time.
///
/// # Errors
/// When the photo is none that may be discarded, or S3 does not answer or refuses; the photo is then in the in-work
/// folder, or moved, and the same call may be made again.
pub async fn handle<B>(
    bucket: &B,
    folders: &Folders,
    retention: Retention,
    input: &SettleInput,
) -> Result<Outcome, DeleteError>
where
    B: MovePhoto + HeadPhoto + DestroyPhoto + PutRecord + ReadRecord + Sync,
{
    may_be_discarded(input)?;
    match retention {
        _ if input.dry_run => Ok(outcome_of(input, None)),
        Retention::Days(_) => {
            let wanted = settling(folders, Folder::Trash, input)
                .map_err(|source| DeleteError::Name { key: input.photo.key.clone(), source })?;
            Ok(outcome_of(input, Some(bucket.move_photo(&wanted).await?)))
        }
        Retention::None => destroy(bucket, folders, input).await,
    }
}

/// The receipt comes first: a photo destroyed without a record of model, score, threshold and execution would break the
/// promise of DESIGN section 1, a receipt without its destruction is completed by the next try.
async fn destroy<B>(bucket: &B, folders: &Folders, input: &SettleInput) -> Result<Outcome, DeleteError>
where
    B: HeadPhoto + DestroyPhoto + PutRecord + ReadRecord + Sync,
{
    let photo = &input.photo;
    let claim = Claim { execution: input.execution.clone(), listed: photo.from.clone() };
    let receipt = receipt_key(folders, &claim);
    let Some(head) = bucket.head(&photo.key).await? else {
        let destroyed = bucket.read_record(&receipt).await?.is_some();
        return Ok(outcome_of(input, (!destroyed).then_some(MoveEnd::Gone)));
    };
    if head.etag != photo.etag {
        return Ok(outcome_of(input, Some(MoveEnd::Replaced)));
    }
    if !claim.made(&head.marks) {
        let owner = head.marks.get(Mark::Execution).map(str::to_owned);
        return Ok(outcome_of(input, Some(MoveEnd::NotOwned { owner })));
    }
    let outcome = outcome_of(input, None);
    bucket.put_record(&receipt, "application/json", record(input, &outcome).into()).await?;
    match bucket.destroy(&photo.key, &photo.etag).await? {
        Destroyed::Gone => Ok(outcome),
        Destroyed::Replaced => Ok(outcome_of(input, Some(MoveEnd::Replaced))),
    }
}

/// The outcome, and beside its fields what it rests on.
fn record(input: &SettleInput, outcome: &Outcome) -> Vec<u8> {
    let mut record = serde_json::to_value(outcome).expect("an outcome is JSON");
    record["execution"] = input.execution.as_str().into();
    record["model"] = input.classified.model.as_str().into();
    record["discardBelow"] = input.classified.thresholds.discard_below().value().into();
    serde_json::to_vec(&record).expect("a JSON value is JSON")
}
