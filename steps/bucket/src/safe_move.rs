//! What to do next in a safe move, given what was seen: no I/O, one total function.
//!
//! ```text
//! Start -HEAD source-> Copying -COPY if-none-match-> Verifying -HEAD target-> Deleting -DELETE if-match-> Ended
//!   |                    |  412/409                     | not there any more                (204, 404, 412)
//!   |                    '--> Occupied -HEAD target-.   '--> Start
//!   |                            ours, or merged: --|--> Deleting
//!   |                            another's claim: --|--> Ended(Yielded), or Deleting on behalf of that claim
//!   |                            gone: -------------|--> Start
//!   |                            other content: ----'--> Copying, next name
//!   '- gone, replaced or not ours -> Searching -HEAD each target-> Ended(Moved) where an earlier try is found
//! ```
//!
//! Every ask may be repeated, and the whole may begin again at any time: a copy carries who made it and of which photo
//! ([`Claim`]), so a second try finds what the first one did. The source is deleted only in `Deleting`, which is
//! reached only from a target that was seen, after the source was, with the same bytes.
//!
//! **Without a full-object checksum** (an object that older tools uploaded in parts): the copy is asked to have a
//! CRC64NVME, which S3 computes as it copies. The copy is then taken as good when it carries our claim (so it was made
//! under `copy-source-if-match`, of this very content) and has the source's size. A target of *another* claim is never
//! taken as the same photo without two checksums to compare: the photo takes another name, and both survive.

use apoyo_photo::{ExecutionName, Mark, PhotoKey};

use crate::move_request::{Claim, Move, MoveEnd, Owner, WhenSame};
use crate::{BucketError, PhotoHead};

/// What to ask S3 next.
#[derive(Debug)]
pub(crate) enum Ask<'m> {
    HeadSource,
    HeadTarget(&'m PhotoKey),
    Copy { from: &'m PhotoHead, to: &'m PhotoKey },
    DeleteSource,
    End(MoveEnd),
}

/// What S3 answered.
#[derive(Debug)]
pub(crate) enum Answer {
    Head(Option<Box<PhotoHead>>),
    Copied,
    CopyRefused,
    SourceMissing,
    DeleteAnswered,
}

/// Where a move stands.
#[derive(Debug, Clone)]
pub(crate) enum Stand {
    Start,
    Copying { source: PhotoHead, at: usize },
    Occupied { source: PhotoHead, at: usize },
    Verifying { source: PhotoHead, at: usize },
    Deleting { then: MoveEnd },
    Searching { at: usize, otherwise: MoveEnd },
    Ended(MoveEnd),
}

/// How often a move may begin again because others changed source or target under it. Each time takes a change by
/// somebody else, so 8 are a sign of trouble that a later retry handles better.
const MAX_ROUNDS: u32 = 8;

/// A move under way.
#[derive(Debug)]
pub(crate) struct SafeMove<'m> {
    wanted: &'m Move,
    stand: Stand,
    rounds: u32,
}

impl<'m> SafeMove<'m> {
    pub(crate) fn new(wanted: &'m Move) -> Self {
        Self { wanted, stand: Stand::Start, rounds: 0 }
    }

    pub(crate) fn ask(&self) -> Ask<'_> {
        let target = |at: &usize| &self.wanted.targets[*at];
        match &self.stand {
            Stand::Start => Ask::HeadSource,
            Stand::Copying { source, at } => Ask::Copy { from: source, to: target(at) },
            Stand::Occupied { at, .. } | Stand::Verifying { at, .. } | Stand::Searching { at, .. } => {
                Ask::HeadTarget(target(at))
            }
            Stand::Deleting { .. } => Ask::DeleteSource,
            Stand::Ended(end) => Ask::End(end.clone()),
        }
    }

    /// The move after this answer to its last ask.
    pub(crate) fn after(self, answer: Answer) -> Result<Self, BucketError> {
        let Self { wanted, stand, rounds } = self;
        let stand = match (stand, answer) {
            (Stand::Start, Answer::Head(seen)) => wanted.after_source(seen.map(|head| *head))?,
            (Stand::Copying { source, at }, Answer::Copied) => Stand::Verifying { source, at },
            (Stand::Copying { source, at }, Answer::CopyRefused) => Stand::Occupied { source, at },
            (Stand::Copying { .. }, Answer::SourceMissing) => search(MoveEnd::Gone),
            (Stand::Occupied { source, at }, Answer::Head(Some(seen))) => {
                wanted.after_occupied(source, at, *seen)?
            }
            (Stand::Verifying { source, at }, Answer::Head(Some(seen))) => {
                wanted.after_copy(source, at, *seen)?
            }
            // What occupied the name has gone, or our copy was taken on by a twin of ours: look again.
            (Stand::Occupied { .. } | Stand::Verifying { .. }, Answer::Head(None)) => Stand::Start,
            (Stand::Searching { at, otherwise }, Answer::Head(seen)) => {
                wanted.after_search(at, otherwise, seen.map(|head| *head))
            }
            (Stand::Deleting { then }, Answer::DeleteAnswered) => Stand::Ended(then),
            (stand, answer) => unreachable!("{stand:?} does not ask for {answer:?}"),
        };
        let rounds = rounds + u32::from(matches!(stand, Stand::Start));
        if rounds > MAX_ROUNDS {
            return Err(BucketError::Contended { from: wanted.source.to_string(), rounds });
        }
        Ok(Self { wanted, stand, rounds })
    }
}

impl Move {
    fn after_source(&self, seen: Option<PhotoHead>) -> Result<Stand, BucketError> {
        let Some(source) = seen else { return Ok(search(MoveEnd::Gone)) };
        if source.etag != self.etag {
            return Ok(search(MoveEnd::Replaced));
        }
        let owner = source.marks.get(Mark::Execution);
        if let Owner::Is(wanted) = &self.owner
            && wanted.as_ref().map(ExecutionName::as_str) != owner
        {
            return Ok(search(MoveEnd::NotOwned { owner: owner.map(str::to_owned) }));
        }
        if source.size > Self::MAX_BYTES {
            return Err(BucketError::TooLargeToMove { key: self.source.to_string(), size: source.size });
        }
        Ok(Stand::Copying { source, at: 0 })
    }

    fn after_occupied(&self, source: PhotoHead, at: usize, seen: PhotoHead) -> Result<Stand, BucketError> {
        let same = source.same_bytes(&seen);
        let ours = self.claim.made(&seen.marks);
        let may_be_ours = ours && same != Some(false) && source.size == seen.size;
        let claimed_by_another = self.same != WhenSame::Merge
            && !ours
            && same != Some(false)
            && Claim::listed_as(&seen.marks) == Some(self.claim.listed.as_str());
        if may_be_ours || (self.same == WhenSame::Merge && same == Some(true)) {
            return Ok(Stand::Deleting { then: self.moved(at, seen) });
        }
        if claimed_by_another {
            let owner = seen.marks.get(Mark::Execution).map(str::to_owned);
            let yielded = MoveEnd::Yielded { to: self.targets[at].clone(), owner };
            let is_copied = self.same == WhenSame::Finish && same == Some(true);
            return Ok(if is_copied { Stand::Deleting { then: yielded } } else { Stand::Ended(yielded) });
        }
        if at + 1 == self.targets.len() {
            let (from, last) = (self.source.to_string(), self.targets[at].to_string());
            return Err(BucketError::NamesExhausted { from, last });
        }
        Ok(Stand::Copying { source, at: at + 1 })
    }

    fn after_copy(&self, source: PhotoHead, at: usize, seen: PhotoHead) -> Result<Stand, BucketError> {
        if !self.claim.made(&seen.marks) {
            // Ours was taken on and another photo came in its place, between the copy and this look.
            return self.after_occupied(source, at, seen);
        }
        let verified = match &source.checksum {
            Some(_) => source.same_bytes(&seen) == Some(true),
            None => source.size == seen.size,
        };
        if verified {
            return Ok(Stand::Deleting { then: self.moved(at, seen) });
        }
        Err(BucketError::Mismatch {
            from: self.source.to_string(),
            to: self.targets[at].to_string(),
            wanted: source.describe(),
            found: seen.describe(),
        })
    }

    fn after_search(&self, at: usize, otherwise: MoveEnd, seen: Option<PhotoHead>) -> Stand {
        match seen {
            Some(head) if self.is_done_by(&head) => Stand::Ended(self.moved(at, head)),
            _ if at + 1 < self.targets.len() => Stand::Searching { at: at + 1, otherwise },
            _ => Stand::Ended(otherwise),
        }
    }

    /// With the source gone there is no checksum to compare; an equal `ETag` (the MD5 of a plain upload) then shows that
    /// an earlier try merged.
    fn is_done_by(&self, head: &PhotoHead) -> bool {
        // An earlier try may have left a copy that was cut short, and taken another name then.
        self.size.is_none_or(|size| size == head.size)
            && (self.claim.made(&head.marks) || (self.same == WhenSame::Merge && head.etag == self.etag))
    }

    fn moved(&self, at: usize, head: PhotoHead) -> MoveEnd {
        MoveEnd::Moved { to: self.targets[at].clone(), head: Box::new(head) }
    }
}

/// The source is not there to move: was it moved before?
fn search(otherwise: MoveEnd) -> Stand {
    Stand::Searching { at: 0, otherwise }
}
