use apoyo_constructs::ExecutionLog;
use serde::{Deserialize, Serialize};

/// The state machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct StateMachineConfig {
    /// Which events of executions are logged: `all` (a line for each event of each photo: it costs), `error` or
    /// `fatal`; default `error`.
    pub log: ExecutionLogChoice,
}

/// Which events of executions are logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExecutionLogChoice {
    /// Everything.
    All,
    /// What went wrong.
    #[default]
    Error,
    /// Only what ended an execution.
    Fatal,
}

impl ExecutionLogChoice {
    /// As the constructs have it.
    pub const fn log(self) -> ExecutionLog {
        match self {
            Self::All => ExecutionLog::All,
            Self::Error => ExecutionLog::Error,
            Self::Fatal => ExecutionLog::Fatal,
        }
    }
}
