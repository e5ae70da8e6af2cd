//! The photos of a data folder, wherever they are.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use crate::cloud::photos;

/// The hashes of all photos, wherever they are.
pub(crate) fn contents(data: &Path) -> BTreeSet<String> {
    let places = ["sin procesar", "procesando", "procesadas", "por revisar", "descartadas"];
    let hash = |path: std::path::PathBuf| hex::encode(Sha256::digest(fs::read(path).unwrap()));
    files(&photos(data), &places).map(hash).collect()
}

/// The files below these folders.
pub(crate) fn files<'p>(root: &'p Path, places: &'p [&str]) -> impl Iterator<Item = std::path::PathBuf> + 'p {
    let entries = places.iter().flat_map(|place| WalkDir::new(root.join(place)).into_iter());
    entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
}
