use apoyo_photo::{ExecutionName, PhotoKey};
use serde::Serialize;

/// Something that is not accounted for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// What it is, for programs.
    pub kind: FindingKind,
    /// The photo, by the key that it has or should have; absent where it is about a whole execution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<PhotoKey>,
    /// The execution, where one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution: Option<ExecutionName>,
    /// What it is and what to do, for people.
    pub why: String,
}

/// Kinds of findings, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum FindingKind {
    /// A report names a photo that is nowhere.
    Missing,
    /// What lies under a reported key is not what was reported.
    Changed,
    /// A report does not add up.
    Unbalanced,
    /// A record cannot be read.
    Unreadable,
    /// A photo lies in the in-work folder and no execution that runs owns it.
    Leftover,
    /// A photo lies in a folder of sorted photos and no report names it.
    Unreported,
    /// A photo lies in two folders.
    Duplicate,
}

impl Finding {
    /// About a photo.
    pub(super) fn of_photo(
        kind: FindingKind,
        key: &PhotoKey,
        execution: Option<&ExecutionName>,
        why: impl Into<String>,
    ) -> Self {
        Self { kind, key: Some(key.clone()), execution: execution.cloned(), why: why.into() }
    }

    /// About an execution.
    pub(super) fn of_execution(kind: FindingKind, execution: &ExecutionName, why: impl Into<String>) -> Self {
        Self { kind, key: None, execution: Some(execution.clone()), why: why.into() }
    }
}
