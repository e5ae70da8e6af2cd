use std::io;
use std::path::{Path, PathBuf};

/// The folder whose photos are sorted and the folder that receives them; neither the same nor the source inside the
/// output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Places {
    /// The user's photos, an absolute path; nothing is ever written there.
    pub(crate) source: PathBuf,
    /// The sorted photos and reports, an absolute path.
    pub(crate) out: PathBuf,
}

/// Why two folders cannot be used together.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InvalidPlaces {
    #[error("folder {}: {source}", path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{} is a file, a folder of photos is needed", path.display())]
    NotAFolder { path: PathBuf },
    #[error("{} has no folder beside it to leave the photos in, name one with --out", path.display())]
    NoSibling { path: PathBuf },
    #[error(
        "--out {} would hold the photos of {}: it must be another folder, not the same nor one around it",
        out.display(),
        source_folder.display()
    )]
    OutHoldsSource { out: PathBuf, source_folder: PathBuf },
}

impl Places {
    /// Resolves the folders, making the output folder when it is missing.
    ///
    /// # Errors
    /// When the source is no readable folder, the output cannot be made, or the output is or contains the source.
    pub(crate) fn resolve(folder: &Path, out: Option<&Path>) -> Result<Self, InvalidPlaces> {
        let unreadable = |path: &Path| {
            let path = path.to_owned();
            move |source| InvalidPlaces::Unreadable { path, source }
        };
        let source = folder.canonicalize().map_err(unreadable(folder))?;
        if !source.is_dir() {
            return Err(InvalidPlaces::NotAFolder { path: source });
        }
        let wanted = out.map_or_else(|| beside(&source), |out| Ok(out.to_owned()))?;
        std::fs::create_dir_all(&wanted).map_err(unreadable(&wanted))?;
        let out = wanted.canonicalize().map_err(unreadable(&wanted))?;
        if source.starts_with(&out) {
            return Err(InvalidPlaces::OutHoldsSource { out, source_folder: source });
        }
        Ok(Self { source, out })
    }
}

/// `FOLDER-apoyo`, beside FOLDER.
fn beside(source: &Path) -> Result<PathBuf, InvalidPlaces> {
    let no_sibling = || InvalidPlaces::NoSibling { path: source.to_owned() };
    let mut name = source.file_name().ok_or_else(no_sibling)?.to_owned();
    name.push("-apoyo");
    Ok(source.parent().ok_or_else(no_sibling)?.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn photos_go_beside_their_folder_unless_told_otherwise() {
        let dir = tempfile::tempdir().unwrap();
        let photos = dir.path().join("vuelo 1");
        std::fs::create_dir(&photos).unwrap();
        let places = Places::resolve(&photos, None).unwrap();
        assert_eq!(places.out.file_name().unwrap(), "vuelo 1-apoyo");
        assert_eq!(places.out.parent(), places.source.parent());
    }

    #[test]
    fn an_output_around_the_source_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let photos = dir.path().join("a");
        std::fs::create_dir(&photos).unwrap();
        for out in [dir.path(), photos.as_path()] {
            assert!(matches!(Places::resolve(&photos, Some(out)), Err(InvalidPlaces::OutHoldsSource { .. })));
        }
        assert!(Places::resolve(&photos, Some(&photos.join("sorted"))).is_ok());
    }

    #[test]
    fn a_missing_folder_is_named() {
        let error = Places::resolve(Path::new("/no/such/folder"), None).unwrap_err();
        assert!(error.to_string().contains("/no/such/folder"), "{error}");
    }
}
