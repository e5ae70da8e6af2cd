use apoyo_photo::{ExecutionName, Mark, PhotoKey};

use crate::{Marks, PhotoHead};

/// A move to make: of which photo, to which of these names, under whose claim.
#[derive(Debug, Clone)]
pub struct Move {
    /// Where the photo lies.
    pub source: PhotoKey,
    /// The content to move; another content under `source` is another photo.
    pub etag: String,
    /// Its size in bytes, where it is known: what an earlier try left under this claim is the photo only if it has as many.
    pub size: Option<u64>,
    /// Whose the source must be.
    pub owner: Owner,
    /// Names to try, in this order; at least one.
    pub targets: Vec<PhotoKey>,
    /// Who moves it, and under which key its manifest lists it.
    pub claim: Claim,
    /// Marks for the copy.
    pub marks: Marks,
    /// Which of the source's marks the copy keeps, where `marks` has no other value; the rest is left behind.
    pub carried: Vec<Mark>,
    /// What to do where a target has the same bytes already.
    pub same: WhenSame,
}

impl Move {
    /// Largest object that `CopyObject` takes, in bytes:
    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html>. A larger photo stays where it is and
    /// fails with a clear message: no camera writes one, and a copy in parts could not be atomic.
    pub const MAX_BYTES: u64 = 5 * 1024 * 1024 * 1024;
}

/// Identifies one photo of one execution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The execution.
    pub execution: ExecutionName,
    /// The key in its manifest.
    pub listed: PhotoKey,
}

impl Claim {
    /// Whether marks say that a copy was made under this claim.
    pub fn made(&self, marks: &Marks) -> bool {
        marks.get(Mark::Execution) == Some(self.execution.as_str())
            && Self::listed_as(marks) == Some(self.listed.as_str())
    }

    pub(crate) fn listed_as(marks: &Marks) -> Option<&str> {
        marks.get(Mark::Listed).or_else(|| marks.get(Mark::From))
    }
}

/// Whose a source must be for the move to take it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// Whatever its marks say: a photo that waits belongs to nobody, though it may have old marks.
    Anyone,
    /// This execution's, by the marks; `None`: nobody's.
    Is(Option<ExecutionName>),
}

/// What to do where the target has the same bytes, but not by this claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenSame {
    /// The photo is there already: one copy is enough.
    Merge,
    /// Somebody else has claimed it: leave it to them.
    Yield,
    /// Somebody else has claimed it, and may have died between its copy and its delete: delete the source in their place,
    /// and leave the photo to them. Only for names that nobody tries but for this very source; without two checksums
    /// that agree, as `Yield`.
    Finish,
}

/// How a move ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MoveEnd {
    /// The photo is at `to` (now, or since an earlier try).
    Moved {
        /// Its new key.
        to: PhotoKey,
        /// What is there.
        head: Box<PhotoHead>,
    },
    /// Nothing is at the source, nor at a target.
    Gone,
    /// Another content is at the source, and none of ours at a target.
    Replaced,
    /// The source belongs to somebody else.
    NotOwned {
        /// To whom, by its marks.
        owner: Option<String>,
    },
    /// Another execution has claimed this photo.
    Yielded {
        /// Under this key.
        to: PhotoKey,
        /// Which one, by its marks.
        owner: Option<String>,
    },
}
