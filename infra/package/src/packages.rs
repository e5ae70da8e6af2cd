use std::path::Path;

use apoyo_constructs::Architecture;

use crate::cargo_build::CargoBuild;
use crate::file::{read, write};
use crate::zipped::{pack, unpack};
use crate::{ContentHash, Executable, Package, PackageError, Request, Step};

/// The zips of all six functions, in the order of [`Step::ALL`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packages([Package; 6]);

impl Packages {
    /// Builds the six binaries with one cargo command and zips them; what cargo says goes to standard error. Takes minutes
    /// the first time; blocks.
    ///
    /// # Errors
    /// When the toolchain lacks something (the message names it, and what else can be done), when cargo fails, when a
    /// binary would not start on Lambda, or when a zip is over its limit.
    pub fn build(request: &Request) -> Result<Self, PackageError> {
        let crates = Step::ALL.map(Step::crate_name);
        let built = CargoBuild::plan(request, &crates)?.run()?;
        each(|step| {
            let binary = read(built.executable(step.crate_name())?)?;
            let path = request.into.join(step.file_name());
            let zip = pack(&binary).map_err(|source| PackageError::Zip { path: path.clone(), source })?;
            let package = checked(step, &path, (&zip, &binary), request.architecture)?;
            write(&path, &zip)?;
            Ok(package)
        })
    }

    /// Takes the six zips in a folder, named `list.zip` and so on, as [`Packages::build`] or another machine's left them.
    ///
    /// # Errors
    /// When one is missing or no zip with a `bootstrap` in it, when its binary is for another architecture or would not
    /// start on Lambda, or when it is over its limit.
    pub fn read(folder: &Path, architecture: Architecture) -> Result<Self, PackageError> {
        each(|step| {
            let path = folder.join(step.file_name());
            let zip = read(&path)?;
            let binary = unpack(&zip).map_err(|source| PackageError::Zip { path: path.clone(), source })?;
            checked(step, &path, (&zip, &binary), architecture)
        })
    }

    /// The zip of one step.
    pub const fn of(&self, step: Step) -> &Package {
        &self.0[step as usize]
    }

    /// All six.
    pub const fn all(&self) -> &[Package; 6] {
        &self.0
    }
}

/// The packages of all steps; the first that fails ends it.
fn each(package: impl Fn(Step) -> Result<Package, PackageError>) -> Result<Packages, PackageError> {
    let [list, stage, classify, keep, delete, report] = Step::ALL;
    Ok(Packages([
        package(list)?,
        package(stage)?,
        package(classify)?,
        package(keep)?,
        package(delete)?,
        package(report)?,
    ]))
}

/// What can be said of a zip and its binary, once both are known to do.
fn checked(
    step: Step,
    path: &Path,
    (zip, binary): (&[u8], &[u8]),
    architecture: Architecture,
) -> Result<Package, PackageError> {
    let executable = Executable::check(binary, path, architecture)?;
    let (bytes, limit) = (zip.len() as u64, step.zip_limit_bytes());
    if bytes > limit {
        return Err(PackageError::TooLarge { step, path: path.to_owned(), bytes, limit });
    }
    Ok(Package {
        step,
        path: path.to_owned(),
        hash: ContentHash::of(zip),
        bytes,
        binary_bytes: binary.len() as u64,
        architecture: executable.architecture,
    })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::trial::elf;

    /// A folder with the six zips of a static binary for `x86_64`.
    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        for step in Step::ALL {
            write(&folder.path().join(step.file_name()), &pack(&elf(62, None)).unwrap()).unwrap();
        }
        let path = folder.path().to_owned();
        (folder, path)
    }

    fn refused(folder: &Path, architecture: Architecture) -> String {
        Packages::read(folder, architecture).unwrap_err().to_string()
    }

    #[test]
    fn ready_made_zips_are_read_with_hash_and_sizes() {
        let (_kept, folder) = folder();
        let packages = Packages::read(&folder, Architecture::X86_64).unwrap();
        for step in Step::ALL {
            assert_eq!(packages.of(step).step, step);
        }
        let keep = packages.of(Step::Keep);
        let zip = std::fs::read(folder.join("keep.zip")).unwrap();
        assert_eq!((keep.hash, keep.bytes), (ContentHash::of(&zip), zip.len() as u64));
        assert_eq!((keep.binary_bytes, keep.architecture), (120, Architecture::X86_64));
    }

    #[test]
    fn a_missing_or_damaged_zip_is_named() {
        let (_kept, folder) = folder();
        std::fs::write(folder.join("report.zip"), b"cut").unwrap();
        assert!(refused(&folder, Architecture::X86_64).contains("report.zip"));
        std::fs::remove_file(folder.join("stage.zip")).unwrap();
        assert!(refused(&folder, Architecture::X86_64).contains("stage.zip"));
    }

    #[test]
    fn a_zip_for_the_other_architecture_or_with_a_dynamic_binary_is_refused() {
        let (_kept, folder) = folder();
        assert!(refused(&folder, Architecture::Arm64).contains("list.zip runs on x86_64"));
        let dynamic = pack(&elf(62, Some("/lib64/ld-linux-x86-64.so.2"))).unwrap();
        std::fs::write(folder.join("delete.zip"), dynamic).unwrap();
        let refused = refused(&folder, Architecture::X86_64);
        assert!(refused.contains("delete.zip does not start on AWS: it is not static"), "{refused}");
    }

    #[test]
    fn a_zip_over_its_limit_is_refused_with_step_size_and_limit() {
        let path = Path::new("keep.zip");
        let zip = vec![0; 5_000_001];
        let binary = elf(62, None);
        let refused = checked(Step::Keep, path, (&zip, &binary), Architecture::X86_64).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "the zip of keep, keep.zip, has 5000001 bytes, at most 5000000 are allowed"
        );
        assert!(checked(Step::Classify, path, (&zip, &binary), Architecture::X86_64).is_ok());
    }
}
