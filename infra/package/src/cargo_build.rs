use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::cargo_messages::executables;
use crate::toolchain::{Toolchain, has_static_libc};
use crate::{PackageError, Request, Target};

/// One cargo command that builds some crates' binaries as AWS runs them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CargoBuild {
    program: OsString,
    arguments: Vec<OsString>,
    environment: Vec<(&'static str, OsString)>,
}

/// The binaries that cargo built, by name.
#[derive(Debug)]
pub(crate) struct Built(BTreeMap<String, PathBuf>);

/// The profile of the workspace that optimises for size and start-up.
const PROFILE: &str = "lambda";

/// Between the flags in `CARGO_ENCODED_RUSTFLAGS`: <https://doc.rust-lang.org/cargo/reference/environment-variables.html>.
const SEPARATOR: &str = "\x1f";

impl CargoBuild {
    /// What to run so that these crates' binaries come out, once the machine is known to have what it needs.
    ///
    /// # Errors
    /// When the target's standard library, its linker or the static C library is missing.
    pub(crate) fn plan(request: &Request, crates: &[&str]) -> Result<Self, PackageError> {
        let target = Target::of(request.architecture);
        let linker = Toolchain::look(target)?.linker(target)?;
        has_static_libc(linker.as_ref())?;
        let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let crates_folder = crates_folder(|name| std::env::var_os(name).map(PathBuf::from));
        let flags = flags(request.checkout.folder(), &crates_folder);
        let linker = linker.map(|linker| (target.linker_variable(), linker));
        let environment = linker.into_iter().chain([("CARGO_ENCODED_RUSTFLAGS", flags)]).collect();
        Ok(Self { program, arguments: arguments(request.checkout.folder(), target, crates), environment })
    }

    /// Runs cargo to its end; what it says goes to standard error.
    ///
    /// # Errors
    /// When cargo cannot be started or fails.
    pub(crate) fn run(self) -> Result<Built, PackageError> {
        let start = |source| PackageError::Start { program: self.program.clone(), source };
        let mut cargo = Command::new(&self.program)
            .args(&self.arguments)
            .envs(self.environment.iter().map(|(name, value)| (*name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(start)?;
        let stdout = cargo.stdout.take().expect("standard output is piped, three lines above");
        let built = executables(BufReader::new(stdout)).map_err(start)?;
        let status = cargo.wait().map_err(start)?;
        if !status.success() {
            return Err(PackageError::Ended { program: self.program, status });
        }
        Ok(Built(built))
    }
}

impl Built {
    /// The binary of this name.
    ///
    /// # Errors
    /// When cargo built none.
    pub(crate) fn executable(&self, name: &str) -> Result<&Path, PackageError> {
        let missing = || PackageError::NoExecutable { name: name.to_owned() };
        self.0.get(name).map(PathBuf::as_path).ok_or_else(missing)
    }
}

/// `--target` stands there for the machine's own target too: so the flags are the binaries' alone, and procedural macros,
/// which cannot be static, are built without them.
fn arguments(checkout: &Path, target: Target, crates: &[&str]) -> Vec<OsString> {
    let fixed = ["build", "--locked", "--bins", "--profile", PROFILE, "--target", target.triple()];
    let messages = ["--message-format", "json-render-diagnostics", "--manifest-path"];
    let manifest = checkout.join("Cargo.toml").into_os_string();
    let crates = crates.iter().flat_map(|name| ["--package", name]);
    fixed
        .into_iter()
        .chain(messages)
        .map(OsString::from)
        .chain([manifest])
        .chain(crates.map(OsString::from))
        .collect()
}

/// Static; and no path of this machine in panic messages, so that the same sources give the same bytes elsewhere. The
/// encoded form takes paths with spaces, and replaces whatever flags a person has set for other builds.
fn flags(checkout: &Path, crates_folder: &Path) -> OsString {
    let mut flags = OsString::from("-Ctarget-feature=+crt-static");
    for (folder, name) in [(checkout, "apoyo"), (crates_folder, "crates")] {
        flags.push(SEPARATOR);
        flags.push("--remap-path-prefix=");
        flags.push(folder);
        flags.push("=");
        flags.push(name);
    }
    flags
}

/// Where cargo unpacks the sources of dependencies.
fn crates_folder(variable: impl Fn(&str) -> Option<PathBuf>) -> PathBuf {
    let home = variable("CARGO_HOME").or_else(|| Some(variable("HOME")?.join(".cargo")));
    home.unwrap_or_default().join("registry/src")
}

#[cfg(test)]
mod tests {
    use apoyo_constructs::Architecture;

    use super::*;

    #[test]
    fn one_command_builds_all_crates_for_a_target_that_is_always_named() {
        let target = Target::of(Architecture::X86_64);
        let arguments = arguments(Path::new("/src/a b"), target, &["apoyo-list", "apoyo-keep"]);
        let text: Vec<_> = arguments.iter().map(|part| part.to_string_lossy()).collect();
        assert_eq!(
            text.join(" "),
            "build --locked --bins --profile lambda --target x86_64-unknown-linux-gnu --message-format \
             json-render-diagnostics --manifest-path /src/a b/Cargo.toml --package apoyo-list --package apoyo-keep"
        );
    }

    #[test]
    fn flags_link_statically_and_hide_where_the_sources_lie() {
        let flags = flags(Path::new("/src/a b"), Path::new("/home/.cargo/registry/src"));
        let flags = flags.to_string_lossy();
        let each: Vec<_> = flags.split(SEPARATOR).collect();
        assert_eq!(
            each,
            [
                "-Ctarget-feature=+crt-static",
                "--remap-path-prefix=/src/a b=apoyo",
                "--remap-path-prefix=/home/.cargo/registry/src=crates"
            ]
        );
    }

    /// A shell in cargo's place.
    fn script(text: &str) -> CargoBuild {
        let arguments = ["-c", text].map(OsString::from).to_vec();
        CargoBuild { program: "sh".into(), arguments, environment: vec![("SAID", "keep".into())] }
    }

    #[test]
    fn what_cargo_reports_is_found_by_name() {
        let line =
            r#"{"reason":"compiler-artifact","target":{"name":"apoyo-'$SAID'"},"executable":"/t/keep"}"#;
        let built = script(&format!("echo '{line}'")).run().unwrap();
        assert_eq!(built.executable("apoyo-keep").unwrap(), Path::new("/t/keep"));
        let missing = built.executable("apoyo-list").unwrap_err().to_string();
        assert_eq!(missing, "cargo built no executable of the name apoyo-list");
    }

    #[test]
    fn a_build_that_fails_or_cannot_start_is_no_package() {
        assert_eq!(script("exit 101").run().unwrap_err().to_string(), "sh ended with exit status: 101");
        let absent = CargoBuild { program: "no-such-cargo".into(), ..script("") };
        assert!(absent.run().unwrap_err().to_string().starts_with("failed to run no-such-cargo"));
    }

    #[test]
    fn dependencies_lie_where_cargo_home_says_else_under_home() {
        let named = crates_folder(|name| (name == "CARGO_HOME").then(|| "/cargo".into()));
        assert_eq!(named, Path::new("/cargo/registry/src"));
        let usual = crates_folder(|name| (name == "HOME").then(|| "/root".into()));
        assert_eq!(usual, Path::new("/root/.cargo/registry/src"));
    }
}
