/// What became of a state, over all the times that it was entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Times that it ended well.
    pub succeeded: u32,
    /// Times that it failed and a catcher took over.
    pub caught: u32,
    /// Times that it failed, and its flow with it.
    pub failed: u32,
    /// Times that it was ended because something else failed or the execution was stopped.
    pub aborted: u32,
    /// Times that it was entered and not left, while the execution goes on.
    pub in_progress: u32,
    /// Of a Map: its iterations.
    pub iterations: Iterations,
}

/// The iterations of a Map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Iterations {
    /// How many there are to be.
    pub length: u64,
    /// How many ended well.
    pub succeeded: u32,
    /// How many failed.
    pub failed: u32,
    /// How many were ended because another one failed.
    pub aborted: u32,
}

/// What a state is marked with: the gravest of what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It ended well each time.
    Succeeded,
    /// It failed once at least, and a catcher took over each time.
    Caught,
    /// It failed.
    Failed,
    /// It was ended from outside.
    Aborted,
    /// It goes on.
    InProgress,
}

impl Progress {
    /// What the state is marked with.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self { failed: 1.., .. } => Outcome::Failed,
            Self { in_progress: 1.., .. } => Outcome::InProgress,
            Self { aborted: 1.., .. } => Outcome::Aborted,
            Self { caught: 1.., .. } => Outcome::Caught,
            _ => Outcome::Succeeded,
        }
    }

    /// Times that it was entered.
    pub fn visits(&self) -> u32 {
        self.succeeded + self.caught + self.failed + self.aborted + self.in_progress
    }
}

impl Outcome {
    /// Each with its words, in the order of a legend.
    pub const ALL: [(Self, &str); 5] = [
        (Self::Succeeded, "succeeded"),
        (Self::Caught, "caught"),
        (Self::Failed, "failed"),
        (Self::Aborted, "aborted"),
        (Self::InProgress, "in progress"),
    ];

    /// In words.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(known, _)| *known == self).map_or("", |(_, words)| words)
    }
}
