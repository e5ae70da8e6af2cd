//! kill -9 at any moment, then the same command: it goes on, and every photo is there once at the end.

#![expect(clippy::disallowed_methods, reason = "the moment of the kill is real time, whatever it hits")]

use std::process::Child;
use std::thread;
use std::time::Duration;

use crate::sorted_folder::{ENDS, Folder, PLACES, small_photos};

/// Kills at moments that walk through start, bringing in, claims, moves and report.
const KILLS: u64 = 24;

/// Photos: enough that no round between two kills sorts them all.
const PHOTOS: u32 = 120;

#[test]
fn a_killed_run_goes_on_and_loses_nothing() {
    let folder = Folder::with(&[]);
    for (name, bytes) in small_photos(PHOTOS) {
        folder.add(&name, &bytes);
    }
    let mut photos: Vec<String> = folder.originals().into_values().collect();
    photos.sort();
    let (mut seen, mut halfway) = (Vec::new(), 0);
    for round in 0..KILLS {
        let mut child = folder.begin();
        match round % 2 {
            0 => thread::sleep(Duration::from_millis(60 + round * 45)),
            _ => until_one_more_has_ended(&folder, &mut child),
        }
        let _ = child.kill();
        child.wait().unwrap();
        let there = folder.contents(&PLACES);
        let lost = seen.iter().filter(|photo| !there.contains(photo)).count();
        assert_eq!(lost, 0, "round {round}: of {} photos that were brought in", seen.len());
        seen = there;
        halfway += u32::from((1..photos.len()).contains(&folder.contents(&ENDS).len()));
    }
    assert!(halfway > 0, "no kill hit a run that had begun to sort and was not done: the test shows nothing");
    let said = folder.run();
    let names = PLACES.map(|place| (place, folder.names(place)));
    assert_eq!(folder.contents(&ENDS).len(), photos.len(), "{said}\n{names:?}");
    assert_eq!(folder.contents(&ENDS), photos);
    assert_eq!(folder.contents(&PLACES), photos);
    assert_eq!(folder.originals().len(), photos.len());
}

/// The other moment of a kill: on any machine, however slow, a run that has begun to sort.
fn until_one_more_has_ended(folder: &Folder, child: &mut Child) {
    let ended = || ENDS.iter().map(|place| folder.names(place).len()).sum::<usize>();
    let before = ended();
    while ended() == before && child.try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_millis(5));
    }
}
