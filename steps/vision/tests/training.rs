//! Training on real photos, where they lie beside the checkout.

#![expect(clippy::unwrap_used, reason = "what fails to unwrap fails the test")]

use std::path::{Path, PathBuf};

use apoyo_vision::{Classifier, TrainOptions, train};

/// The photos of `../shared`, or of `APOYO_SHARED`; `None`, said aloud, where they are not.
fn photos() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let dir = std::env::var_os("APOYO_SHARED").map_or(beside, PathBuf::from).join("photos");
    if dir.is_dir() {
        return Some(dir);
    }
    println!("SKIPPED: no photos in {}", dir.display());
    None
}

/// A training folder with every 40th photo of each kind.
fn small_subset(photos: &Path) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("subset");
    let _ = std::fs::remove_dir_all(&dir);
    for kind in ["pylon", "no_pylon", "wires_only"] {
        std::fs::create_dir_all(dir.join(kind)).unwrap();
        let mut names: Vec<_> =
            std::fs::read_dir(photos.join(kind)).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        for name in names.iter().step_by(40) {
            std::fs::copy(photos.join(kind).join(name), dir.join(kind).join(name)).unwrap();
        }
    }
    dir
}

#[test]
fn training_twice_with_one_seed_gives_identical_files() {
    let Some(photos) = photos() else { return };
    let subset = small_subset(&photos);
    let options = TrainOptions { augmented_views: 1, mosaic_views: 1, ..TrainOptions::default() };
    let write = |name: &str, options: &TrainOptions| {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        train(&subset, options, &|_| {}).unwrap().write(&dir).unwrap();
        ["config.json", "head.safetensors"].map(|file| std::fs::read(dir.join(file)).unwrap())
    };
    let first = write("first", &options);
    assert!(first == write("second", &options));
    assert!(first[1] != write("third", &TrainOptions { seed: 2, ..options.clone() })[1]);
}

#[test]
fn the_shipped_model_tells_pylons_from_fields_on_real_photos() {
    let Some(photos) = photos() else { return };
    let classifier = Classifier::shipped().unwrap();
    let mean = |kind: &str| {
        let mut names: Vec<_> =
            std::fs::read_dir(photos.join(kind)).unwrap().map(|e| e.unwrap().path()).collect();
        names.sort();
        let looks = names
            .iter()
            .step_by(12)
            .map(|path| classifier.look(&std::fs::read(path).unwrap()).unwrap().unwrap());
        let scores: Vec<f64> = looks.map(|look| look.score.value()).collect();
        scores.iter().sum::<f64>() / f64::from(u32::try_from(scores.len()).unwrap())
    };
    let (pylon, none) = (mean("pylon"), mean("no_pylon"));
    assert!(pylon > 0.8 && none < 0.3, "{pylon} {none}");
}

#[test]
fn a_folder_without_photos_is_refused() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("empty");
    std::fs::create_dir_all(dir.join("pylon")).unwrap();
    let refused = train(&dir, &TrainOptions::default(), &|_| {}).unwrap_err().to_string();
    assert!(refused.contains("has no photos in pylon/, no_pylon/ or wires_only/"), "{refused}");
}
