/// Names of the user metadata (`x-amz-meta-...`) that copies carry; values are percent-encoded ASCII, since S3 metadata
/// is ASCII and keys are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Name of the execution that claimed the photo.
    Execution,
    /// Key under which the photo was listed: where undo puts it back.
    From,
    /// Key under which the claiming execution's manifest names the photo, where that is not [`Mark::From`]: a leftover
    /// that was adopted.
    Listed,
    /// The `ETag` under which the photo was first listed; only on what is in work. A copy's own `ETag` is another one where
    /// the photo was uploaded in parts or is encrypted by KMS, and the names that a photo tries must not change with it.
    Content,
    /// Verdict.
    Verdict,
    /// Score.
    Score,
    /// Why it went to review, as the JSON of a reason.
    Reason,
    /// Name and version of the model.
    Model,
    /// The discard threshold that the score was compared with.
    DiscardBelow,
}

impl Mark {
    /// Every mark.
    pub const ALL: [Self; 9] = [
        Self::Execution,
        Self::From,
        Self::Listed,
        Self::Content,
        Self::Verdict,
        Self::Score,
        Self::Reason,
        Self::Model,
        Self::DiscardBelow,
    ];

    /// The metadata name, without `x-amz-meta-`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Execution => "apoyo-execution",
            Self::From => "apoyo-from",
            Self::Listed => "apoyo-listed",
            Self::Content => "apoyo-content",
            Self::Verdict => "apoyo-verdict",
            Self::Score => "apoyo-score",
            Self::Reason => "apoyo-reason",
            Self::Model => "apoyo-model",
            Self::DiscardBelow => "apoyo-discard-below",
        }
    }
}
