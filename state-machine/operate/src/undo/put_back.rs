use apoyo_bucket::{
    BucketError, Claim, HeadPhoto, Marks, Move, MoveEnd, MovePhoto, Owner, PhotoHead, ReadRecord, WhenSame,
    receipt_key,
};
use apoyo_photo::{ErrorName, ExecutionName, Folder, Mark, PhotoKey};

use super::{Left, LeftReason, PutBack};
use crate::records::names_back;
use crate::{OperateError, Site};

/// What became of one photo.
#[derive(Debug)]
pub(crate) enum Done {
    /// The execution had not moved it.
    NotMoved,
    /// It waits again.
    Back {
        /// Since an earlier undo.
        was_there: bool,
        /// Under another name.
        beside: Option<PutBack>,
    },
    /// It cannot be put back.
    Left(Left),
}

/// A photo where an execution has put it.
#[derive(Debug)]
pub(crate) struct Settled<'e> {
    pub(crate) execution: &'e ExecutionName,
    /// The key in the execution's manifest.
    pub(crate) listed: &'e PhotoKey,
    /// Where it was put.
    pub(crate) key: PhotoKey,
    /// The `ETag` under which it was listed: by it a photo is known that is back and lost its marks.
    pub(crate) etag: &'e str,
}

impl Site {
    /// Moves a photo back, if it is still this execution's.
    pub(crate) async fn put_back(&self, photo: &Settled<'_>) -> Result<Done, OperateError> {
        let head = self.bucket.head(&photo.key).await.map_err(self.bucket_failed())?;
        let from = head.as_ref().and_then(|head| head.marks.get(Mark::From));
        let wanted = match self.way_back(photo, (from, head.as_ref())) {
            Ok(wanted) => wanted,
            Err(error) => return Ok(left(photo, LeftReason::Failed, error.to_string())),
        };
        match self.bucket.move_photo(&wanted).await {
            Ok(MoveEnd::Moved { to, .. }) => {
                let plain = &wanted.targets[0];
                let beside = (to != *plain).then(|| PutBack { origin: plain.clone(), key: to });
                Ok(Done::Back { was_there: head.is_none(), beside })
            }
            Ok(end) => Ok(self.not_moved(photo, end)),
            Err(error) => self.move_failed(photo, error),
        }
    }

    fn way_back(
        &self,
        photo: &Settled<'_>,
        (from, head): (Option<&str>, Option<&PhotoHead>),
    ) -> Result<Move, apoyo_photo::InvalidPhotoKey> {
        Ok(Move {
            source: photo.key.clone(),
            etag: head.map_or(photo.etag, |head| &head.etag).to_owned(),
            size: head.map(|head| head.size),
            owner: Owner::Is(Some(photo.execution.clone())),
            targets: names_back(&self.folders, photo.execution, (photo.listed, from))?,
            claim: Claim { execution: photo.execution.clone(), listed: photo.listed.clone() },
            marks: Marks::new(),
            carried: vec![Mark::Execution, Mark::From, Mark::Listed],
            // An upload of the same bytes under the same name is the photo, back where it was.
            same: WhenSame::Merge,
        })
    }

    fn not_moved(&self, photo: &Settled<'_>, end: MoveEnd) -> Done {
        let trash = matches!(self.folders.locate(&photo.key), Some((Folder::Trash, _)));
        match end {
            MoveEnd::Gone if trash => left(
                photo,
                LeftReason::Destroyed,
                "no longer in the trash: the retention rule destroyed it, or a person did".to_owned(),
            ),
            MoveEnd::NotOwned { owner: Some(owner) } => left(
                photo,
                LeftReason::Owned,
                format!("what lies there belongs to execution {owner}: undo that one"),
            ),
            MoveEnd::NotOwned { owner: None } | MoveEnd::Replaced => {
                left(photo, LeftReason::Replaced, "another photo lies there, of no execution".to_owned())
            }
            MoveEnd::Gone | MoveEnd::Moved { .. } | MoveEnd::Yielded { .. } => {
                left(photo, LeftReason::Gone, "no longer there: a person moved or deleted it".to_owned())
            }
        }
    }

    /// What one photo alone has is told; what all of them would meet ends the undo.
    fn move_failed(&self, photo: &Settled<'_>, error: BucketError) -> Result<Done, OperateError> {
        match error.name() {
            ErrorName::AccessDenied | ErrorName::NotFound => Err(self.bucket_failed()(error)),
            _ => Ok(left(photo, LeftReason::Failed, error.to_string())),
        }
    }

    /// A photo of the outcome trash that has no place: destroyed at once, with a receipt, or a dry run's.
    pub(crate) async fn destroyed(
        &self,
        execution: &ExecutionName,
        listed: &PhotoKey,
    ) -> Result<Done, OperateError> {
        let claim = Claim { execution: execution.clone(), listed: listed.clone() };
        let receipt = receipt_key(&self.folders, &claim);
        let is_destroyed = self.bucket.read_record(&receipt).await.map_err(self.bucket_failed())?.is_some();
        if !is_destroyed {
            return Ok(Done::NotMoved);
        }
        Ok(Done::Left(Left {
            key: listed.clone(),
            place: None,
            reason: LeftReason::Destroyed,
            why: format!("destroyed at once, since the retention is 0 days; its receipt is {receipt}"),
        }))
    }
}

fn left(photo: &Settled<'_>, reason: LeftReason, why: String) -> Done {
    Done::Left(Left { key: photo.listed.clone(), place: Some(photo.key.clone()), reason, why })
}
