//! Real photos of ../shared/photos, a sample of each kind: pylons end in keep or review, most empty ones are discarded.

use std::fs;
use std::path::Path;

use crate::sorted_folder::Folder;
use apoyo_fixtures::shared_folder;

/// Every so many photos of a folder, in the order of their names.
const STRIDE: usize = 12;

fn sample(photos: &Path, kind: &str, folder: &Folder) -> usize {
    let mut paths: Vec<_> =
        fs::read_dir(photos.join(kind)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let chosen: Vec<_> = paths.iter().step_by(STRIDE).collect();
    for path in &chosen {
        let name = format!("{kind}/{}", path.file_name().unwrap().to_str().unwrap());
        folder.add(&name, &fs::read(path).unwrap());
    }
    chosen.len()
}

#[test]
fn real_photos_of_pylons_are_not_discarded() {
    let Some(photos) = shared_folder().map(|shared| shared.join("photos")).filter(|photos| photos.is_dir())
    else {
        eprintln!("SKIPPED: ../shared/photos is not there");
        return;
    };
    let folder = Folder::with(&[]);
    sample(&photos, "pylon", &folder);
    let empty = sample(&photos, "no_pylon", &folder);
    folder.run();
    let discarded = folder.names("descartadas");
    let of_kind = |kind: &str| discarded.iter().filter(|name| name.starts_with(kind)).count();
    assert_eq!(of_kind("pylon/"), 0, "{discarded:?}");
    assert!(
        of_kind("no_pylon/") * 2 > empty,
        "only {} of {empty} empty photos were discarded",
        of_kind("no_pylon/")
    );
}
