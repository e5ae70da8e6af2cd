use std::path::{Path, PathBuf};

use crate::PackageError;

/// A folder that holds Apoyo's sources; absolute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout(PathBuf);

/// What a checkout has and no other folder: the workspace, and the manifest of the first step.
const MARKS: [&str; 2] = ["Cargo.toml", "steps/list/Cargo.toml"];

impl Checkout {
    /// The checkout at this folder.
    ///
    /// # Errors
    /// When the folder is none, with the file that it lacks.
    pub fn at(folder: &Path) -> Result<Self, PackageError> {
        let missing = MARKS.iter().map(|mark| folder.join(mark)).find(|mark| !mark.is_file());
        match (missing, folder.canonicalize()) {
            (None, Ok(folder)) => Ok(Self(folder)),
            (missing, _) => Err(PackageError::NotACheckout {
                folder: folder.to_owned(),
                missing: missing.unwrap_or_else(|| folder.to_owned()),
            }),
        }
    }

    /// The checkout that this folder is part of: itself, or the nearest folder above that is one.
    ///
    /// # Errors
    /// When neither is.
    pub fn around(folder: &Path) -> Result<Self, PackageError> {
        let absolute = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let found = absolute.ancestors().find_map(|above| Self::at(above).ok());
        found.ok_or(PackageError::NoCheckoutAround { folder: absolute })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_crate_lies_in_a_checkout() {
        let found = Checkout::around(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert!(found.folder().join("infra/package/Cargo.toml").is_file());
    }

    #[test]
    fn a_folder_without_steps_is_refused_and_the_missing_file_named() {
        let empty = tempfile::tempdir().unwrap();
        std::fs::write(empty.path().join("Cargo.toml"), "").unwrap();
        let refused = Checkout::at(empty.path()).unwrap_err().to_string();
        assert!(refused.contains("steps/list/Cargo.toml"), "{refused}");
        assert!(Checkout::around(Path::new("/")).is_err());
    }
}
