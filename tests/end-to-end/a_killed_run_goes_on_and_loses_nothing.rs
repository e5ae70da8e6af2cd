//! kill -9 at any moment, then the same command: it goes on, and every photo is there once at the end.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(
    clippy::disallowed_methods,
    reason = "the moment of the kill is real time, whatever it hits must be survived"
)]

mod sorted_folder;

use std::thread;
use std::time::Duration;

use sorted_folder::{ENDS, Folder, PLACES, small_photos};

/// Kills at moments that walk through start, bringing in, claims, moves and report.
const KILLS: u64 = 24;

#[test]
fn a_killed_run_goes_on_and_loses_nothing() {
    let folder = Folder::with(&[]);
    for (name, bytes) in small_photos(40) {
        folder.add(&name, &bytes);
    }
    let mut photos: Vec<String> = folder.originals().into_values().collect();
    photos.sort();
    let mut seen = Vec::new();
    for round in 0..KILLS {
        let mut child = folder.begin();
        thread::sleep(Duration::from_millis(60 + round * 45));
        let _ = child.kill();
        child.wait().unwrap();
        let there = folder.contents(&PLACES);
        let lost = seen.iter().filter(|photo| !there.contains(photo)).count();
        assert_eq!(lost, 0, "round {round}: of {} photos that were brought in", seen.len());
        seen = there;
    }
    folder.run();
    assert_eq!(folder.contents(&ENDS), photos);
    assert_eq!(folder.contents(&PLACES), photos);
    assert_eq!(folder.originals().len(), photos.len());
}
