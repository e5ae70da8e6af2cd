//! Leftovers: photos that an execution claimed and left in the in-work folder when it ended.
//!
//! Adopting one is a safe move too, to a name that only its adopters try: a hash of the leftover's name, content and
//! dead owner. A copy of a photo onto itself would not do, since its `ETag` stays: of two executions that adopt the
//! same leftover, each would believe it has won. Here `If-None-Match: *` lets one win.

use apoyo_bucket::{
    HeadPhoto, Marks, Move, MoveEnd, MovePhoto, Owner, ReadRecord, RemoveTwin, WhenSame, names_for,
    short_hash, without_suffix,
};
use apoyo_photo::step::{StageInput, StageOutput};
use apoyo_photo::{ExecutionName, Folder, Folders, Mark, PhotoKey, StagedPhoto};

use crate::StageError;
use crate::handler::{claim_of, not_claimed};

pub(crate) async fn claim_leftover<B>(
    bucket: &B,
    folders: &Folders,
    input: &StageInput,
    sub_path: &str,
) -> Result<StageOutput, StageError>
where
    B: HeadPhoto + MovePhoto + RemoveTwin + ReadRecord + Sync,
{
    let photo = &input.photo;
    let bare = without_suffix(sub_path);
    let wanted = Move {
        source: photo.key.clone(),
        etag: photo.etag.clone(),
        size: Some(photo.size),
        owner: Owner::Is(photo.owner.clone()),
        targets: names_of_adopters(folders, input, &bare)?,
        claim: claim_of(input),
        marks: Marks::new()
            .with(Mark::Execution, input.execution.as_str())
            .with(Mark::Listed, photo.key.as_str())
            // The dead owner may have died while it settled the photo: who settles it now must try the same names.
            .with(Mark::Content, photo.content()),
        carried: vec![Mark::From],
        // An adopter before this one may have died after its copy: the leftover and the copy would both stay in work.
        same: WhenSame::Finish,
    };
    let (to, head) = match bucket.move_photo(&wanted).await? {
        MoveEnd::Moved { to, head } => (to, head),
        other => {
            // What looks like a suffix may be of the photo's own name, and its mark is gone with it.
            let both = [bare.as_str(), sub_path];
            let sub_paths = if bare == sub_path { &both[..1] } else { &both[..] };
            return not_claimed(bucket, folders, input, (sub_paths, other)).await;
        }
    };
    let origin: Option<PhotoKey> = head.marks.get(Mark::From).and_then(|from| from.parse().ok());
    let waiting = origin.as_ref().and_then(|key| match folders.locate(key) {
        Some((Folder::Waiting, sub_path)) => Some((key, sub_path)),
        _ => None,
    });
    if let Some((key, _)) = waiting {
        // The dead owner may have died between its copy and its delete.
        bucket.remove_twin(key, &head).await?;
    }
    let sub_path = waiting.map_or(bare, |(_, sub_path)| sub_path.to_owned());
    Ok(StageOutput::Staged {
        photo: StagedPhoto {
            key: to,
            from: photo.key.clone(),
            sub_path,
            size: head.size,
            content: head.marks.get(Mark::Content).map(str::to_owned),
            etag: head.etag,
        },
    })
}

/// Without the plain name: it may be the leftover's own.
fn names_of_adopters(folders: &Folders, input: &StageInput, bare: &str) -> Result<Vec<PhotoKey>, StageError> {
    let photo = &input.photo;
    let owner = photo.owner.as_ref().map_or("", ExecutionName::as_str);
    let content = short_hash(&[photo.key.as_str(), &photo.etag, owner]);
    let names = names_for(folders, Folder::InWork, bare, &content)
        .map_err(|source| StageError::Name { key: photo.key.clone(), source })?;
    Ok(names.into_iter().skip(1).collect())
}
