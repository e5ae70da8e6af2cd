use std::fmt;
use std::str::FromStr;

use crate::s3::{Answer, Operation, Request};

/// A fault planted in the steps, to see that the simulator finds it.
///
/// It stands in the simulator's own connector, between the SDK and S3, and makes the steps' requests what a step with the
/// fault would send. So there is no switch in the steps, and no build of a Lambda function can contain one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutant {
    /// The safe move deletes its source as soon as the copy is answered, before it has looked at the copy.
    DeleteBeforeVerify,
    /// And it takes a status of 200 for a copy, whatever the body says.
    BelievesStatus200,
    /// The copy has no `copy-source-if-match`: it copies whatever lies there by now.
    CopiesWhateverIsThere,
    /// The copy has no `If-None-Match: *`: it replaces what has its name.
    ReplacesTarget,
    /// Deletions have no `If-Match`: they delete whatever lies there by now.
    DeletesWhateverIsThere,
    /// A manifest may replace an older one.
    ReplacesManifest,
}

impl Mutant {
    /// Every one.
    pub const ALL: [Self; 6] = [
        Self::DeleteBeforeVerify,
        Self::BelievesStatus200,
        Self::CopiesWhateverIsThere,
        Self::ReplacesTarget,
        Self::DeletesWhateverIsThere,
        Self::ReplacesManifest,
    ];

    /// The deletion that it sends right behind this request.
    pub(crate) fn deletes_early(self, request: &Request) -> Option<Request> {
        let is_early = matches!(self, Self::DeleteBeforeVerify | Self::BelievesStatus200);
        if !is_early || request.operation != Operation::CopyObject {
            return None;
        }
        let mut deletion = Request::new(Operation::DeleteObject, &request.copy_source());
        let etag = request.header("x-amz-copy-source-if-match")?;
        deletion.headers.insert("if-match".to_owned(), etag.to_owned());
        Some(deletion)
    }

    /// Whether it takes this answer to a copy for a success.
    pub(crate) fn believes(self, answer: &Answer) -> bool {
        answer.is_success() || (self == Self::BelievesStatus200 && answer.status == 200)
    }

    /// The request as it sends it.
    pub(crate) fn spoilt(self, mut request: Request) -> Request {
        let header = match (self, request.operation) {
            (Self::CopiesWhateverIsThere, Operation::CopyObject) => "x-amz-copy-source-if-match",
            (Self::ReplacesTarget, Operation::CopyObject)
            | (Self::ReplacesManifest, Operation::PutObject) => "if-none-match",
            (Self::DeletesWhateverIsThere, Operation::DeleteObject) => "if-match",
            _ => return request,
        };
        request.headers.remove(header);
        request
    }
}

impl fmt::Display for Mutant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// A text that names no planted fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownMutant(String);

impl fmt::Display for UnknownMutant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = Mutant::ALL.map(|mutant| mutant.to_string()).join(", ");
        write!(f, "{:?} is no planted fault, allowed are {known}", self.0)
    }
}

impl std::error::Error for UnknownMutant {}

impl FromStr for Mutant {
    type Err = UnknownMutant;

    fn from_str(text: &str) -> Result<Self, UnknownMutant> {
        let found = Self::ALL.into_iter().find(|mutant| mutant.to_string().eq_ignore_ascii_case(text));
        found.ok_or_else(|| UnknownMutant(text.to_owned()))
    }
}
