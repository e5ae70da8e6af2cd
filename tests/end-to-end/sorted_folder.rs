//! A folder of photos and what `apoyo run` made of it, seen from outside: files and their contents.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use apoyo_fixtures::{Jpeg, Scene};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use walkdir::WalkDir;

/// The folders in which a photo may be when nothing runs.
pub(crate) const ENDS: [&str; 3] = ["procesadas", "por revisar", "descartadas"];

/// Every folder in which a photo may be at any moment.
pub(crate) const PLACES: [&str; 5] =
    ["sin procesar", "procesando", "procesadas", "por revisar", "descartadas"];

/// A user's folder, in a folder of its own that is removed at the end.
pub(crate) struct Folder {
    _home: TempDir,
    photos: PathBuf,
    out: PathBuf,
}

impl Folder {
    /// A folder with these files, by their paths.
    pub(crate) fn with(files: &[(&str, Vec<u8>)]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let photos = home.path().join("línea 4");
        let folder = Self { out: home.path().join("sorted"), photos, _home: home };
        fs::create_dir_all(&folder.photos).unwrap();
        for (name, bytes) in files {
            folder.add(name, bytes);
        }
        folder
    }

    /// Adds or replaces a file.
    pub(crate) fn add(&self, name: &str, bytes: &[u8]) {
        let path = self.photos.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // A new file, as a camera or a copy makes it; writing into the old one would write into what was sorted.
        let _ = fs::remove_file(&path);
        fs::write(path, bytes).unwrap();
    }

    /// The folder that receives the photos.
    pub(crate) fn out(&self) -> &Path {
        &self.out
    }

    /// The user's files, by path below the folder, each with the hash of its content.
    pub(crate) fn originals(&self) -> BTreeMap<String, String> {
        hashes(&self.photos)
    }

    /// The content hashes of the photos in these folders of the output, sorted, each as often as it occurs.
    pub(crate) fn contents(&self, places: &[&str]) -> Vec<String> {
        let mut found: Vec<String> =
            places.iter().flat_map(|place| hashes(&self.out.join(place)).into_values()).collect();
        found.sort();
        found
    }

    /// The paths below one folder of the output.
    pub(crate) fn names(&self, place: &str) -> Vec<String> {
        hashes(&self.out.join(place)).into_keys().collect()
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_apoyo"));
        command.arg("run").arg(&self.photos).arg("--out").arg(&self.out).arg("--json");
        command
    }

    /// Runs to the end and returns what the run printed; the run must have exit code 0.
    pub(crate) fn run(&self) -> Value {
        let Output { status, stdout, stderr } = self.command().output().unwrap();
        assert!(status.success(), "{status}\n{}", String::from_utf8_lossy(&stderr));
        serde_json::from_slice(&stdout).unwrap()
    }

    /// Starts a run that the caller ends.
    pub(crate) fn begin(&self) -> Child {
        self.command().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }
}

/// Distinct small photos, so that no two have the same content.
pub(crate) fn small_photos(count: u32) -> Vec<(String, Vec<u8>)> {
    (0..count)
        .map(|index| {
            (
                format!("vuelo {}/DJI_{index:04}.jpg", index % 3),
                Jpeg::default().encode(&Scene::new(200 + index, 150)),
            )
        })
        .collect()
}

fn hashes(folder: &Path) -> BTreeMap<String, String> {
    WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            (name, hash(&fs::read(entry.path()).unwrap()))
        })
        .collect()
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
