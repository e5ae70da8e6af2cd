//! The move that `keep` and `delete` share: out of the in-work folder, with the verdict written on the copy.

use apoyo_photo::step::SettleInput;
use apoyo_photo::{Folder, Folders, InvalidPhotoKey, Mark, Outcome, OutcomeKind, PhotoKey};

use crate::{Claim, Marks, Move, MoveEnd, Owner, WhenSame, names_for};

/// The move of a judged photo to its folder.
///
/// # Errors
/// When the folder's name makes the key longer than S3 allows.
pub fn settling(folders: &Folders, folder: Folder, input: &SettleInput) -> Result<Move, InvalidPhotoKey> {
    let photo = &input.photo;
    Ok(Move {
        source: photo.key.clone(),
        etag: photo.etag.clone(),
        size: Some(photo.size),
        owner: Owner::Is(Some(input.execution.clone())),
        targets: names_for(folders, folder, &photo.sub_path, photo.content())?,
        claim: Claim { execution: input.execution.clone(), listed: photo.from.clone() },
        marks: marks(input),
        carried: vec![Mark::Execution, Mark::From, Mark::Listed],
        same: WhenSame::Merge,
    })
}

fn marks(input: &SettleInput) -> Marks {
    let classified = &input.classified;
    let judgement = &classified.judgement;
    let verdict = match OutcomeKind::from(judgement.verdict) {
        OutcomeKind::Kept => "keep",
        OutcomeKind::Trash => "discard",
        _ => "review",
    };
    let mut marks = Marks::new()
        .with(Mark::Verdict, verdict)
        .with(Mark::Model, short(&classified.model))
        .with(Mark::DiscardBelow, classified.thresholds.discard_below().value().to_string());
    if let Some(score) = judgement.score {
        marks = marks.with(Mark::Score, score.value().to_string());
    }
    match judgement.reason.as_ref().map(serde_json::to_string) {
        // A longer one would crowd out the key that undo needs; the report has it whole.
        Some(Ok(json)) if json.len() <= 200 => marks.with(Mark::Reason, json),
        _ => marks,
    }
}

/// A model's name is short; one that is not must not fill the metadata.
fn short(model: &str) -> &str {
    &model[..model.floor_char_boundary(80)]
}

/// The outcome of a settling move, or of none where the execution is a dry run.
pub fn outcome_of(input: &SettleInput, end: Option<MoveEnd>) -> Outcome {
    let settled = OutcomeKind::from(input.classified.judgement.verdict);
    match end {
        None => outcome(input, settled, None),
        Some(MoveEnd::Moved { to, .. }) => outcome(input, settled, Some(to)),
        Some(MoveEnd::Gone | MoveEnd::Yielded { .. }) => taken(input, "no longer in the in-work folder"),
        Some(MoveEnd::Replaced) => taken(input, "replaced in the in-work folder"),
        Some(MoveEnd::NotOwned { owner }) => {
            taken(input, &format!("claimed by execution {}", owner.as_deref().unwrap_or("nobody known")))
        }
    }
}

fn outcome(input: &SettleInput, outcome: OutcomeKind, to: Option<PhotoKey>) -> Outcome {
    let judgement = &input.classified.judgement;
    Outcome {
        outcome,
        key: input.photo.from.clone(),
        to,
        size: input.photo.size,
        score: judgement.score,
        reason: judgement.reason.clone(),
        thumbnail: input.classified.thumbnail.clone(),
        error: None,
        cause: None,
    }
}

fn taken(input: &SettleInput, cause: &str) -> Outcome {
    Outcome { cause: Some(cause.to_owned()), reason: None, ..outcome(input, OutcomeKind::Taken, None) }
}
