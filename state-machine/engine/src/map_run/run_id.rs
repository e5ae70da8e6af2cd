use crate::arn::Arn;

/// Names one attempt at a Map Run: what an earlier attempt still says is not for the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RunId {
    pub(crate) arn: Arn,
    /// How often the run was redriven.
    pub(crate) redrives: u32,
}
