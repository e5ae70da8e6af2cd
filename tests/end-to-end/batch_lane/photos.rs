use std::fs;

use apoyo_fixtures::{Jpeg, Scene, hostile_files, png};
use apoyo_scenes::{SetOptions, write_set};

/// A photo's path below the waiting folder, and its bytes.
pub(crate) type Photo = (String, Vec<u8>);

/// Distinct small photos, more than one batch holds.
pub(crate) fn small_photos() -> Vec<Photo> {
    (0..43).map(small_photo).collect()
}

/// A few of them.
pub(crate) fn few_photos() -> Vec<Photo> {
    (0..12).map(small_photo).collect()
}

fn small_photo(index: u32) -> Photo {
    let bytes = Jpeg::default().encode(&Scene::new(200 + index, 150));
    (format!("vuelo {}/DJI_{index:04}.jpg", index % 3), bytes)
}

/// Photos of pylons and of none, as a drone takes them, of half a megapixel.
pub(crate) fn rendered_photos() -> Vec<Photo> {
    let dir = tempfile::tempdir().unwrap();
    let options = SetOptions { count: 12, megapixels: Some(0.5), seed: 3 };
    let truths = write_set(dir.path(), &options, |_| {}).unwrap();
    let photo = |key: String| (format!("línea 4/{key}"), fs::read(dir.path().join(&key)).unwrap());
    truths.into_iter().map(|truth| photo(truth.key)).collect()
}

/// Files that are no photos or are damaged, and one that is no JPEG.
pub(crate) fn odd_files() -> Vec<Photo> {
    let hostile = hostile_files().into_iter().take(12);
    let mut odd: Vec<Photo> = hostile.map(|file| (format!("ñ & +%/{}", file.name), file.bytes)).collect();
    odd.push(("torre.png".to_owned(), png(&Scene::new(240, 180))));
    odd
}
