use crate::start::StartFailed;

/// How a try to start an execution went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The execution is there.
    Started,
    /// It is not.
    Failed(StartFailed),
}

impl From<Result<(), StartFailed>> for Outcome {
    fn from(tried: Result<(), StartFailed>) -> Self {
        match tried {
            Err(failed) if !failed.is_started() => Self::Failed(failed),
            _ => Self::Started,
        }
    }
}
