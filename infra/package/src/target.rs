use std::fmt;

use apoyo_constructs::Architecture;

/// What cargo is asked to build for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target(Architecture);

impl Target {
    /// The target whose binaries run on this architecture.
    pub const fn of(architecture: Architecture) -> Self {
        Self(architecture)
    }

    /// What its binaries run on.
    pub const fn architecture(self) -> Architecture {
        self.0
    }

    /// What Lambda has besides.
    pub(crate) const fn other(self) -> Architecture {
        match self.0 {
            Architecture::Arm64 => Architecture::X86_64,
            Architecture::X86_64 => Architecture::Arm64,
        }
    }

    /// As rustc names it. Of the C library that the machine has: it is linked into the binary.
    pub const fn triple(self) -> &'static str {
        match self.0 {
            Architecture::Arm64 => "aarch64-unknown-linux-gnu",
            Architecture::X86_64 => "x86_64-unknown-linux-gnu",
        }
    }

    /// What compiles C for this target on a machine of another architecture, as Debian and Fedora name it.
    pub(crate) const fn cross_linker(self) -> &'static str {
        match self.0 {
            Architecture::Arm64 => "aarch64-linux-gnu-gcc",
            Architecture::X86_64 => "x86_64-linux-gnu-gcc",
        }
    }

    /// As Debian's packages end that compile for it.
    pub(crate) const fn debian_name(self) -> &'static str {
        match self.0 {
            Architecture::Arm64 => "aarch64-linux-gnu",
            Architecture::X86_64 => "x86-64-linux-gnu",
        }
    }

    /// The environment variable by which cargo is told the linker.
    pub(crate) const fn linker_variable(self) -> &'static str {
        match self.0 {
            Architecture::Arm64 => "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER",
            Architecture::X86_64 => "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER",
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.triple())
    }
}
