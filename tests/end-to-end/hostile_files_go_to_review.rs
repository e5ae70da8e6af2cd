//! A bad photo is a verdict: review with a reason, never discard, never a failure of the run.

use crate::sorted_folder::Folder;
use apoyo_fixtures::{Ending, hostile_files};

#[test]
fn hostile_files_go_to_review() {
    let folder = Folder::with(&[]);
    let files = hostile_files();
    for file in &files {
        // A name that people give photos: otherwise what is no photo by content is left alone.
        folder.add(&format!("{}.jpg", file.name), &file.bytes);
    }
    let printed = folder.run();
    assert_eq!(printed["totals"]["listed"].as_u64().unwrap(), files.len() as u64);
    let (review, trash) = (folder.names("por revisar"), folder.names("descartadas"));
    for file in files.iter().filter(|file| file.ending != Ending::Decodes) {
        let name = format!("{}.jpg", file.name);
        assert!(review.contains(&name), "{name} is not in review");
        assert!(!trash.contains(&name), "{name} was discarded");
    }
}
