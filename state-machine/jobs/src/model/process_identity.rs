use serde::{Deserialize, Serialize};

/// Which process, so that no other one is taken for it: numbers of processes are used again, start times and boots are not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessIdentity {
    /// Its number.
    pub pid: u32,
    /// When it started, in the kernel's ticks since boot; none where `/proc` does not say.
    pub started: Option<u64>,
    /// The boot of the machine that this was in; none where `/proc` does not say.
    pub boot: Option<String>,
}
