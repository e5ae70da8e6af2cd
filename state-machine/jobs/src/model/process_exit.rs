/// How a process ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProcessExit {
    /// With this code; 128 and the number of the signal where a signal ended it, as containers tell it.
    Exited {
        /// The code.
        code: i32,
    },
    /// It could not be started.
    NotStarted {
        /// Why, as ECS says it: `CannotStartContainerError: ..`.
        reason: String,
    },
    /// The cloud ended before it did, and nobody heard how it ended.
    Lost,
}
