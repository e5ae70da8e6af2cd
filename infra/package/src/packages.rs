use std::path::Path;

use apoyo_constructs::Architecture;

use crate::cargo_build::CargoBuild;
use crate::file::{read, write};
use crate::zipped::{pack, unpack};
use crate::{ContentHash, Executable, Package, PackageError, Request, Step};

/// The zips of all six functions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packages(Vec<Package>);

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
    pub fn of(&self, step: Step) -> &Package {
        self.0.iter().find(|package| package.step == step).expect("each of the steps has one")
    }

    /// All six, in the order of [`Step::ALL`].
    pub fn all(&self) -> &[Package] {
        &self.0
    }
}

/// The packages of all steps; the first that fails ends it.
fn each(package: impl Fn(Step) -> Result<Package, PackageError>) -> Result<Packages, PackageError> {
    Step::ALL.into_iter().map(package).collect::<Result<_, _>>().map(Packages)
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
