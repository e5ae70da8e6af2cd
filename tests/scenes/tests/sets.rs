//! What a rendered folder promises.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use apoyo_scenes::{SetError, SetOptions, Truth, write_set};

fn options(count: u64) -> SetOptions {
    SetOptions { count, megapixels: Some(0.3), seed: 4 }
}

fn files(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("the folder is ours") {
        let path = entry.expect("nobody else is here").path();
        let name = path.file_name().expect("an entry has a name").to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|f| format!("{name}/{f}")));
        } else {
            found.insert(name);
        }
    }
    found
}

#[test]
fn a_set_of_24_shows_every_subject_in_folders_with_spaces_and_accents() {
    let folder = tempfile::tempdir().unwrap();
    let (calls, bytes) = (AtomicU64::new(0), AtomicU64::new(0));
    let truths = write_set(folder.path(), &options(24), |p| {
        calls.fetch_add(1, Ordering::Relaxed);
        bytes.fetch_max(p.bytes, Ordering::Relaxed);
        assert!(p.done <= p.total && p.total == 24);
    })
    .unwrap();
    assert_eq!(calls.into_inner(), 24);
    assert_eq!(bytes.into_inner(), truths.iter().map(|t| t.bytes).sum::<u64>());
    assert_eq!(truths.iter().map(|t| t.subject).collect::<BTreeSet<_>>().len(), 11);
    assert_eq!(truths.iter().filter(|t| t.subject.has_pylon()).count(), 8);
    assert_eq!(
        files(folder.path()),
        truths.iter().map(|t| t.key.clone()).collect(),
        "nothing but the photos is left"
    );
    assert_eq!(truths[0].key, "DEMO_0001.jpg");
    assert_eq!(truths[8].key, "vuelo 02/DEMO_0009.jpg");
    assert_eq!(truths[23].key, "inspección 03/DEMO_0024.jpg");
    for truth in &truths {
        assert_eq!(fs::metadata(folder.path().join(&truth.key)).unwrap().len(), truth.bytes);
        assert_eq!(truth.csv_line().split(',').count(), Truth::CSV_HEADER.split(',').count());
    }
}

#[test]
fn rendering_again_replaces_its_own_photos_with_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("DEMO_0002.jpg");
    let first = write_set(folder.path(), &options(2), |_| ()).unwrap();
    let before = fs::read(&path).unwrap();
    // What a killed run leaves: a half photo in the staging folder.
    fs::create_dir(folder.path().join(".apoyo-demo")).unwrap();
    fs::write(folder.path().join(".apoyo-demo/1.jpg"), &before[..100]).unwrap();
    assert_eq!(write_set(folder.path(), &options(2), |_| ()).unwrap(), first);
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(files(folder.path()).len(), 2);
}

#[test]
fn a_foreign_file_stops_the_set_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let foreign = folder.path().join("DEMO_0002.jpg");
    fs::write(&foreign, b"somebody's photo").unwrap();
    let error = write_set(folder.path(), &options(3), |_| ()).unwrap_err();
    assert!(matches!(&error, SetError::Foreign { path } if *path == foreign), "{error}");
    assert_eq!(fs::read(&foreign).unwrap(), b"somebody's photo");
    assert_eq!(files(folder.path()).len(), 1);
}

#[test]
fn options_out_of_range_are_refused_by_name_and_value() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |o: SetOptions| write_set(folder.path(), &o, |_| ()).unwrap_err().to_string();
    for count in [0, 1_000_001] {
        assert_eq!(refused(options(count)), format!("count is {count}, allowed are 1 to 1000000"));
    }
    for value in [0.2, 100.5, f32::NAN] {
        let message = refused(SetOptions { megapixels: Some(value), ..options(1) });
        assert_eq!(message, format!("megapixels is {value}, allowed are 0.3 to 100"));
    }
    assert!(files(folder.path()).is_empty());
}

#[test]
fn a_disk_that_refuses_is_an_error_with_the_path() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("file");
    fs::write(&blocked, b"").unwrap();
    let error = write_set(&blocked, &options(1), |_| ()).unwrap_err();
    assert!(error.to_string().contains("file"), "{error}");
}
