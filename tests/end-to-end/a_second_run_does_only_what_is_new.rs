//! Running again on the same folder takes up what is new or changed, and nothing else.

use crate::sorted_folder::{ENDS, Folder, small_photos};
use apoyo_fixtures::{Jpeg, Scene};

fn folder_of(count: u32) -> Folder {
    let folder = Folder::with(&[]);
    for (name, bytes) in small_photos(count) {
        folder.add(&name, &bytes);
    }
    folder
}

#[test]
fn a_second_run_without_new_photos_has_nothing_to_do() {
    let folder = folder_of(5);
    assert_eq!(folder.run()["totals"]["listed"], 5);
    let again = folder.run();
    assert_eq!(again["totals"]["listed"], 0);
    assert_eq!(again["brought"]["known"], 5);
    assert_eq!(folder.contents(&ENDS).len(), 5);
}

#[test]
fn a_new_photo_is_the_only_one_sorted() {
    let folder = folder_of(5);
    folder.run();
    folder.add("nuevo.jpg", &Jpeg::default().encode(&Scene::new(321, 200)));
    assert_eq!(folder.run()["totals"]["listed"], 1);
    assert_eq!(folder.contents(&ENDS).len(), 6);
}

#[test]
fn a_changed_photo_is_sorted_beside_its_older_self() {
    let folder = folder_of(5);
    folder.run();
    let older = folder.contents(&ENDS);
    folder.add("vuelo 0/DJI_0000.jpg", &Jpeg::default().encode(&Scene::new(322, 200)));
    assert_eq!(folder.run()["totals"]["listed"], 1);
    let both = folder.contents(&ENDS);
    assert_eq!(both.len(), 6);
    assert!(older.iter().all(|photo| both.contains(photo)));
}

#[test]
fn what_a_person_removed_from_the_sorted_folders_stays_removed() {
    let folder = folder_of(5);
    folder.run();
    for place in ENDS {
        let _ = std::fs::remove_dir_all(folder.out().join(place));
    }
    assert_eq!(folder.run()["totals"]["listed"], 0);
    assert_eq!(folder.contents(&ENDS), Vec::<String>::new());
}
