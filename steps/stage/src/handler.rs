use apoyo_bucket::{
    Claim, HeadPhoto, Marks, Move, MoveEnd, MovePhoto, Owner, ReadRecord, RemoveTwin, WhenSame, names_for,
};
use apoyo_photo::step::{StageInput, StageOutput};
use apoyo_photo::{Folder, Folders, Mark, Outcome, OutcomeKind, StagedPhoto};

use crate::{StageError, adopt, settled};

/// Claims a photo for an execution; may be called again at any time, and then says the same.
///
/// # Errors
/// When S3 does not answer or refuses, or the photo is none that an execution may take. The photo is then where it was,
/// or claimed, and the same call may be made again.
pub async fn handle<B>(bucket: &B, folders: &Folders, input: &StageInput) -> Result<StageOutput, StageError>
where
    B: HeadPhoto + MovePhoto + RemoveTwin + ReadRecord + Sync,
{
    let photo = &input.photo;
    match folders.locate(&photo.key) {
        Some((Folder::Waiting | Folder::InWork, sub_path)) if input.dry_run => {
            look(bucket, input, sub_path).await
        }
        Some((Folder::Waiting, sub_path)) => claim(bucket, folders, input, sub_path).await,
        Some((Folder::InWork, sub_path)) => adopt::claim_leftover(bucket, folders, input, sub_path).await,
        _ => Err(StageError::Outside {
            key: photo.key.clone(),
            waiting: folders.prefix(Folder::Waiting).to_owned(),
            in_work: folders.prefix(Folder::InWork).to_owned(),
        }),
    }
}

async fn claim<B>(
    bucket: &B,
    folders: &Folders,
    input: &StageInput,
    sub_path: &str,
) -> Result<StageOutput, StageError>
where
    B: HeadPhoto + MovePhoto + ReadRecord + Sync,
{
    let photo = &input.photo;
    let targets = names_for(folders, Folder::InWork, sub_path, photo.content())
        .map_err(|source| StageError::Name { key: photo.key.clone(), source })?;
    let wanted = Move {
        source: photo.key.clone(),
        etag: photo.etag.clone(),
        size: Some(photo.size),
        owner: Owner::Anyone,
        targets,
        claim: claim_of(input),
        marks: Marks::new()
            .with(Mark::Execution, input.execution.as_str())
            .with(Mark::From, photo.key.as_str())
            .with(Mark::Content, photo.content()),
        // What waits may have marks of an execution that was undone: they say nothing of this one.
        carried: Vec::new(),
        same: WhenSame::Yield,
    };
    match bucket.move_photo(&wanted).await? {
        MoveEnd::Moved { to, head } => Ok(StageOutput::Staged {
            photo: StagedPhoto {
                key: to,
                from: photo.key.clone(),
                sub_path: sub_path.to_owned(),
                size: head.size,
                content: head.marks.get(Mark::Content).map(str::to_owned),
                etag: head.etag,
            },
        }),
        other => not_claimed(bucket, folders, input, (&[sub_path], other)).await,
    }
}

/// A photo that this execution could not claim: settled by it before (the step is run again after a failure behind
/// it), or taken by somebody else.
pub(crate) async fn not_claimed<B>(
    bucket: &B,
    folders: &Folders,
    input: &StageInput,
    (sub_paths, end): (&[&str], MoveEnd),
) -> Result<StageOutput, StageError>
where
    B: HeadPhoto + ReadRecord + Sync,
{
    let cause = match end {
        MoveEnd::Yielded { owner, .. } => return Ok(taken(input, claimed_by(owner.as_deref()))),
        MoveEnd::NotOwned { owner } => claimed_by(owner.as_deref()),
        MoveEnd::Replaced => "replaced by another upload since it was listed".to_owned(),
        MoveEnd::Moved { .. } | MoveEnd::Gone => "no longer where it was listed".to_owned(),
    };
    match settled::find(bucket, folders, (&claim_of(input), &input.photo, sub_paths)).await? {
        Some(outcome) => Ok(StageOutput::Taken { outcome }),
        None => Ok(taken(input, cause)),
    }
}

fn claimed_by(owner: Option<&str>) -> String {
    format!("claimed by execution {}", owner.unwrap_or("nobody known"))
}

async fn look<B: HeadPhoto>(
    bucket: &B,
    input: &StageInput,
    sub_path: &str,
) -> Result<StageOutput, StageError> {
    let photo = &input.photo;
    match bucket.head(&photo.key).await? {
        Some(head) if head.etag == photo.etag => Ok(StageOutput::Staged {
            photo: StagedPhoto {
                key: photo.key.clone(),
                from: photo.key.clone(),
                sub_path: sub_path.to_owned(),
                size: head.size,
                etag: head.etag,
                content: None,
            },
        }),
        Some(_) => Ok(taken(input, "replaced by another upload since it was listed".to_owned())),
        None => Ok(taken(input, "no longer where it was listed".to_owned())),
    }
}

pub(crate) fn claim_of(input: &StageInput) -> Claim {
    Claim { execution: input.execution.clone(), listed: input.photo.key.clone() }
}

pub(crate) fn taken(input: &StageInput, cause: String) -> StageOutput {
    let photo = &input.photo;
    StageOutput::Taken {
        outcome: Outcome {
            outcome: OutcomeKind::Taken,
            key: photo.key.clone(),
            to: None,
            size: photo.size,
            score: None,
            reason: None,
            thumbnail: None,
            error: None,
            cause: Some(cause),
        },
    }
}
