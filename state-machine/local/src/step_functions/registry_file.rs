use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Registry;

/// A registry in a file, which is either the one before or the one after a call, whenever the process ends.
#[derive(Debug)]
pub struct RegistryFile {
    path: PathBuf,
}

impl RegistryFile {
    /// The file at this path; its folder must be there.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it holds; an empty registry where it is not there.
    ///
    /// # Errors
    /// When it cannot be read, or holds something else.
    pub fn read(&self) -> io::Result<Registry> {
        match std::fs::read(&self.path) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Registry::default()),
            Err(error) => Err(error),
        }
    }

    /// Puts this registry in its place; it is on disk when this returns. One writer at a time.
    ///
    /// # Errors
    /// When the disk is full or cannot be written; then the file is as it was.
    pub fn write(&self, registry: &Registry) -> io::Result<()> {
        let next = self.path.with_extension("next");
        let mut file = File::create(&next)?;
        file.write_all(&serde_json::to_vec_pretty(registry)?)?;
        file.sync_all()?;
        std::fs::rename(&next, &self.path)?;
        // The new name is on disk once its folder is.
        self.path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_is_read_as_it_was_written_and_a_broken_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = RegistryFile::at(folder.path().join("state-machines.json"));
        assert!(file.read().unwrap().machines.is_empty());
        let mut registry = Registry::default();
        let serial = registry.next_serial();
        file.write(&registry).unwrap();
        file.write(&registry).unwrap();
        assert_eq!(file.read().unwrap().next_serial(), serial + 1);
        std::fs::write(file.path(), "{\"machines\": 1").unwrap();
        assert!(file.read().is_err());
    }

    #[test]
    fn what_cannot_be_written_leaves_the_file_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let file = RegistryFile::at(folder.path().join("state-machines.json"));
        file.write(&Registry::default()).unwrap();
        let before = std::fs::read(file.path()).unwrap();
        std::fs::create_dir(file.path().with_extension("next")).unwrap();
        assert!(file.write(&Registry::default()).is_err());
        assert_eq!(std::fs::read(file.path()).unwrap(), before);
    }
}
