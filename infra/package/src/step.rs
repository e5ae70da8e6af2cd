use std::fmt;

/// A step that runs as a Lambda function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Plans an execution.
    List,
    /// Claims a photo.
    Stage,
    /// Scores a photo.
    Classify,
    /// Moves a photo to kept or review.
    Keep,
    /// Moves a photo to the trash.
    Delete,
    /// Counts and reports.
    Report,
}

impl Step {
    /// All six, in the order in which an execution meets them.
    pub const ALL: [Self; 6] =
        [Self::List, Self::Stage, Self::Classify, Self::Keep, Self::Delete, Self::Report];

    /// As the stack names its function, after its own name: `classify`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Stage => "stage",
            Self::Classify => "classify",
            Self::Keep => "keep",
            Self::Delete => "delete",
            Self::Report => "report",
        }
    }

    /// The crate, which is also the name of its binary: `apoyo-classify`.
    pub const fn crate_name(self) -> &'static str {
        match self {
            Self::List => "apoyo-list",
            Self::Stage => "apoyo-stage",
            Self::Classify => "apoyo-classify",
            Self::Keep => "apoyo-keep",
            Self::Delete => "apoyo-delete",
            Self::Report => "apoyo-report",
        }
    }

    /// Its zip's file name: `classify.zip`.
    pub fn file_name(self) -> String {
        format!("{}.zip", self.name())
    }

    /// The largest zip that is accepted, in bytes: a cold start fetches it. `classify` holds the network's weights.
    pub const fn zip_limit_bytes(self) -> u64 {
        match self {
            Self::Classify => 15_000_000,
            Self::List | Self::Stage | Self::Keep | Self::Delete | Self::Report => 5_000_000,
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
