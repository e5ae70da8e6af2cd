use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use crate::{PackageError, Target};

/// What this machine has to build for a target with. Looking is done here, judging in [`Toolchain::linker`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Toolchain {
    /// The target of rustc itself.
    pub(crate) host: String,
    /// Whether the target's standard library is installed.
    pub(crate) has_standard_library: bool,
    /// The linker that a person named by cargo's environment variable.
    pub(crate) named_linker: Option<OsString>,
    /// Whether the cross linker of [`Target`] is on the path.
    pub(crate) has_cross_linker: bool,
}

impl Toolchain {
    /// Looks at the machine; starts rustc twice.
    ///
    /// # Errors
    /// When rustc cannot be started or does not answer.
    pub(crate) fn look(target: Target) -> Result<Self, PackageError> {
        let version = answer(&rustc(), &["-vV"])?;
        let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
        let libraries = PathBuf::from(answer(&rustc(), &["--print", "sysroot"])?.trim());
        let libraries = libraries.join("lib/rustlib").join(target.triple()).join("lib");
        Ok(Self {
            host: host.to_owned(),
            has_standard_library: libraries.is_dir(),
            named_linker: std::env::var_os(target.linker_variable()).filter(|name| !name.is_empty()),
            has_cross_linker: on_path(target.cross_linker()),
        })
    }

    /// The linker that cargo must be told of; none where it finds the right one by itself.
    ///
    /// # Errors
    /// When the target's standard library or a linker for it is missing.
    pub(crate) fn linker(&self, target: Target) -> Result<Option<OsString>, PackageError> {
        if !self.has_standard_library {
            return Err(PackageError::NoStandardLibrary { target, host: self.host.clone() });
        }
        let is_host = self.host == target.triple();
        match (&self.named_linker, is_host, self.has_cross_linker) {
            (Some(named), _, _) => Ok(Some(named.clone())),
            (None, true, _) => Ok(None),
            (None, false, true) => Ok(Some(target.cross_linker().into())),
            (None, false, false) => Err(PackageError::NoLinker {
                target,
                linker: target.cross_linker(),
                variable: target.linker_variable(),
            }),
        }
    }
}

/// Whether the C compiler that links has the C library as an archive; distributions ship that apart, or not at all.
///
/// # Errors
/// When the compiler has none. One that cannot be asked is left to fail, or not, by itself.
pub(crate) fn has_static_libc(linker: Option<&OsString>) -> Result<(), PackageError> {
    const ARCHIVE: &str = "libc.a";
    let linker = linker.cloned().unwrap_or_else(|| "cc".into());
    // gcc and clang print the archive's path, or, where there is none, its name as it was asked for.
    match answer(&linker, &[&format!("-print-file-name={ARCHIVE}")]) {
        Ok(found) if found.trim() == ARCHIVE => Err(PackageError::NoStaticLibc { linker }),
        Ok(_) | Err(_) => Ok(()),
    }
}

fn rustc() -> OsString {
    std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}

/// What a program prints.
fn answer(program: &OsString, arguments: &[&str]) -> Result<String, PackageError> {
    let failed = |source| PackageError::Start { program: program.clone(), source };
    let output = Command::new(program).args(arguments).output().map_err(failed)?;
    if !output.status.success() {
        return Err(PackageError::Ended { program: program.clone(), status: output.status });
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

#[cfg(test)]
mod tests {
    use apoyo_constructs::Architecture;

    use super::*;

    const ARM64: Target = Target::of(Architecture::Arm64);

    fn intel() -> Toolchain {
        Toolchain {
            host: "x86_64-unknown-linux-gnu".into(),
            has_standard_library: true,
            named_linker: None,
            has_cross_linker: false,
        }
    }

    #[test]
    fn the_machines_own_target_needs_no_linker_named() {
        assert_eq!(intel().linker(Target::of(Architecture::X86_64)).unwrap(), None);
    }

    #[test]
    fn another_target_takes_the_named_linker_before_the_usual_one() {
        let usual = Toolchain { has_cross_linker: true, ..intel() };
        assert_eq!(usual.linker(ARM64).unwrap(), Some("aarch64-linux-gnu-gcc".into()));
        let named = Toolchain { named_linker: Some("clang-arm".into()), ..usual };
        assert_eq!(named.linker(ARM64).unwrap(), Some("clang-arm".into()));
    }

    #[test]
    fn what_is_missing_is_named_with_the_ways_around_it() {
        let bare = Toolchain { has_standard_library: false, ..intel() };
        let refused = bare.linker(ARM64).unwrap_err().to_string();
        let words = [
            "rustup target add aarch64-unknown-linux-gnu",
            "functions.architecture: x86_64",
            "arm64 machine",
        ];
        assert!(words.iter().all(|word| refused.contains(word)), "{refused}");
        let refused = intel().linker(ARM64).unwrap_err().to_string();
        let words = ["aarch64-linux-gnu-gcc", "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER"];
        assert!(words.iter().all(|word| refused.contains(word)), "{refused}");
    }

    #[test]
    fn this_machine_builds_for_itself() {
        let architecture =
            if cfg!(target_arch = "aarch64") { Architecture::Arm64 } else { Architecture::X86_64 };
        let target = Target::of(architecture);
        assert_eq!(Toolchain::look(target).unwrap().host, target.triple());
    }
}
