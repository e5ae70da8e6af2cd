//! Conservation: listed = kept + review + trash, by content, with the user's files as they were.

use crate::sorted_folder::{ENDS, Folder, PLACES, small_photos};
use apoyo_fixtures::{Scene, png, tiff, webp};

fn mixed_folder() -> Folder {
    let scene = Scene::new(240, 180);
    let folder = Folder::with(&[
        ("torre.png", png(&scene)),
        ("sin extensión", tiff(&scene)),
        ("100% de a+b/ñandú & co.webp", webp(&scene)),
        ("empty.jpg", Vec::new()),
        ("notes.txt", b"no photo".to_vec()),
    ]);
    for (name, bytes) in small_photos(9) {
        folder.add(&name, &bytes);
    }
    folder
}

#[test]
fn every_photo_ends_in_exactly_one_place() {
    let folder = mixed_folder();
    let before = folder.originals();
    let printed = folder.run();
    assert_eq!(folder.originals(), before, "the user's files are never changed");
    let mut photos: Vec<String> =
        before.into_iter().filter(|(name, _)| name != "notes.txt").map(|(_, hash)| hash).collect();
    photos.sort();
    assert_eq!(folder.contents(&ENDS), photos);
    assert_eq!(folder.contents(&PLACES), photos, "nothing waits and nothing is left in work");
    let totals = &printed["totals"];
    let ended = ["kept", "review", "trash"].map(|term| totals[term].as_u64().unwrap());
    assert_eq!(ended.iter().sum::<u64>(), 13);
    assert_eq!([&totals["listed"], &totals["unaccounted"]], [13, 0]);
}

#[test]
fn sub_paths_and_the_three_reports_are_left_for_a_person() {
    let folder = mixed_folder();
    let printed = folder.run();
    let mut names: Vec<String> = ENDS.iter().flat_map(|place| folder.names(place)).collect();
    names.sort();
    assert!(names.contains(&"100% de a+b/ñandú & co.webp".to_owned()), "{names:?}");
    assert!(names.contains(&"vuelo 2/DJI_0008.jpg".to_owned()), "{names:?}");
    let reports = printed["totals"]["reports"].as_array().unwrap();
    assert_eq!(reports.len(), 3);
    for report in reports {
        let text = std::fs::read_to_string(folder.out().join(report.as_str().unwrap())).unwrap();
        assert!(text.contains("DJI_0008"), "{report}");
    }
}

#[test]
fn a_dry_run_moves_nothing() {
    let folder = mixed_folder();
    let photos = folder.originals().len() - 1;
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_apoyo"))
        .args(["run", "--dry-run", "--json", "--out"])
        .arg(folder.out())
        .arg(folder.out().with_file_name("línea 4"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(folder.contents(&ENDS), Vec::<String>::new());
    assert_eq!(folder.contents(&["sin procesar"]).len(), photos);
}
