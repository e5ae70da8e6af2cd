/// How the Batch worker ends; the codes are API: the job definition's `evaluateOnExit` decides by them which shards are
/// tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WorkerExit {
    /// Every photo of the shard has its outcome.
    Done,
    /// Trying again cannot help: the input is wrong, or a right is missing.
    Failed,
    /// S3 or the network failed in a way that passes; what is done is reported, the rest is taken up again.
    Transient,
    /// The machine is being taken back (SIGTERM); what is done is reported, the rest is taken up again.
    Stopped,
}

impl WorkerExit {
    /// The exit code: 0; 1; 75, which `sysexits.h` calls a temporary failure; 143, which shells give to SIGTERM.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Transient => 75,
            Self::Stopped => 143,
        }
    }
}
