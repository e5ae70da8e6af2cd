use apoyo_constructs::Architecture;
use serde::{Deserialize, Serialize};

use super::{LogDays, Within};

/// The six Lambda functions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct FunctionsConfig {
    /// What the binaries are built for: `arm64` (a fifth cheaper) or `x86_64`; default `arm64`.
    pub architecture: ArchitectureChoice,
    /// Memory of `classify`, 512 to 10,240 MiB; the default 1,769 MiB comes with one whole vCPU, and the network runs
    /// on one thread.
    pub classify_mebibytes: Within<512, 10240>,
    /// Days that log lines of functions and executions stay; default 30.
    pub log_days: LogDays,
}

/// What binaries are built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ArchitectureChoice {
    /// Graviton.
    #[default]
    #[serde(rename = "arm64")]
    Arm64,
    /// Intel or AMD.
    #[serde(rename = "x86_64")]
    X86_64,
}

impl ArchitectureChoice {
    /// As the constructs have it.
    pub const fn architecture(self) -> Architecture {
        match self {
            Self::Arm64 => Architecture::Arm64,
            Self::X86_64 => Architecture::X86_64,
        }
    }
}

impl Default for FunctionsConfig {
    fn default() -> Self {
        Self {
            architecture: ArchitectureChoice::default(),
            classify_mebibytes: const { Within::new(1769) },
            log_days: LogDays::default(),
        }
    }
}
