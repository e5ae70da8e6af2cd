//! Damage is noticed: every cut, and of flipped bits all that break the stream.

use apoyo_fixtures::{Jpeg, Scene, png, tiff, webp};
use apoyo_photo::Reason;
use apoyo_vision::{Frame, Limits, decode};

fn decoded(bytes: &[u8]) -> Result<Frame, Reason> {
    decode(bytes, 16, &Limits::default())
}

fn photos() -> Vec<(&'static str, Vec<u8>)> {
    let scene = Scene::new(70, 50);
    let jpeg = Jpeg::default();
    vec![
        ("baseline", jpeg.encode(&scene)),
        ("4:4:4", Jpeg { sampling: (1, 1), ..jpeg }.encode(&scene)),
        ("progressive", Jpeg { progressive: true, ..jpeg }.encode(&scene)),
        ("restarts", Jpeg { restart_interval: 2, ..jpeg }.encode(&scene)),
        ("grey", jpeg.encode_grey(&scene)),
        ("png", png(&scene)),
        ("tiff", tiff(&scene)),
        ("webp", webp(&scene)),
    ]
}

#[test]
fn every_cut_is_noticed_or_leaves_the_whole_picture() {
    for (name, bytes) in photos() {
        let whole = decoded(&bytes).unwrap();
        for length in 0..bytes.len() {
            if let Ok(frame) = decoded(&bytes[..length]) {
                assert_eq!(frame, whole, "{name} cut to {length} of {} bytes", bytes.len());
            }
        }
    }
}

#[test]
fn no_cut_of_a_jpeg_passes_for_the_photo() {
    for (name, bytes) in photos().into_iter().take(5) {
        for length in 0..bytes.len() {
            assert!(decoded(&bytes[..length]).is_err(), "{name} cut to {length} of {} bytes", bytes.len());
        }
    }
}

#[test]
fn cuts_that_were_closed_with_an_end_marker_are_noticed() {
    for (name, bytes) in photos().into_iter().take(5) {
        for length in 0..bytes.len() - 2 {
            let ended = [&bytes[..length], &[0xff, 0xd9]].concat();
            assert!(decoded(&ended).is_err(), "{name} cut to {length} of {} bytes", bytes.len());
        }
    }
}

/// A small generator of Marsaglia's, so that a failure comes again.
fn next(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    usize::try_from(*state >> 8).expect("a test runs where usize has 64 bits")
}

#[test]
fn flipped_bits_never_panic_and_many_are_noticed() {
    // At least so many of 1,000 single flips must be noticed. TIFF has no checksum; a flip in a quantisation table or
    // in the value of a coefficient leaves a valid JPEG.
    let table =
        [("baseline", 200), ("progressive", 250), ("restarts", 200), ("png", 990), ("tiff", 1), ("webp", 50)];
    let photos = photos();
    for (name, at_least) in table {
        let (_, bytes) = photos.iter().find(|(photo, _)| *photo == name).unwrap();
        let (mut state, mut noticed) = (7, 0);
        for _ in 0..1_000 {
            let mut flipped = bytes.clone();
            let bit = next(&mut state) % (bytes.len() * 8);
            flipped[bit / 8] ^= 1 << (bit % 8);
            noticed += usize::from(decoded(&flipped).is_err());
        }
        println!("{name}: {noticed} of 1000 flipped bits were noticed");
        assert!(noticed >= at_least, "{name}: {noticed}");
    }
}

#[test]
fn lost_swapped_and_repeated_restart_intervals_are_noticed() {
    let bytes = Jpeg { restart_interval: 2, ..Jpeg::default() }.encode(&Scene::new(160, 96));
    let marks: Vec<usize> = (0..bytes.len() - 1)
        .filter(|&at| bytes[at] == 0xff && (0xd0..=0xd7).contains(&bytes[at + 1]))
        .collect();
    let (first, second, third) = (marks[0], marks[1], marks[2]);
    let lost = [&bytes[..first], &bytes[second..]].concat();
    let repeated = [&bytes[..second], &bytes[first..]].concat();
    let swapped = [&bytes[..first], &bytes[second..third], &bytes[first..second], &bytes[third..]].concat();
    for (name, bytes) in [("lost", lost), ("repeated", repeated), ("swapped", swapped)] {
        assert!(matches!(decoded(&bytes), Err(Reason::Damaged { .. })), "{name}");
    }
}
