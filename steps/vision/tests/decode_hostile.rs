//! Hostile files end as they must: in the right picture or in review with a reason.

use apoyo_fixtures::{Ending, hostile_files};
use apoyo_photo::Reason;
use apoyo_vision::{Limits, decode};
use proptest::prelude::*;

#[test]
fn every_hostile_file_ends_as_it_must() {
    for file in hostile_files() {
        let decoded = decode(&file.bytes, 64, &Limits::default());
        let ending = match &decoded {
            Ok(_) => Ending::Decodes,
            Err(Reason::Damaged { .. }) => Ending::Damaged,
            Err(Reason::Unsupported { .. }) => Ending::Unsupported,
            Err(Reason::TooLarge { .. }) => Ending::TooLarge,
            Err(Reason::Uncertain) => panic!("{}: a decoder has no doubts", file.name),
        };
        assert_eq!(ending, file.ending, "{}: {:?}", file.name, decoded.err());
    }
}

#[test]
fn a_file_over_the_byte_limit_is_too_large() {
    let limits = Limits { max_bytes: 10, ..Limits::default() };
    assert!(matches!(decode(&[0xff; 11], 64, &limits), Err(Reason::TooLarge { .. })));
}

fn start() -> impl Strategy<Value = &'static [u8]> {
    prop_oneof![
        Just(&b""[..]),
        Just(&b"\xff\xd8\xff"[..]),
        Just(&b"\xff\xd8\xff\xc0\0\x0b\x08\0\x10\0\x10\x01\x01\x11\0"[..]),
        Just(&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..]),
        Just(&b"II\x2a\0\x08\0\0\0"[..]),
        Just(&b"MM\0\x2b"[..]),
        Just(&b"RIFF\x40\0\0\0WEBPVP8 "[..]),
        Just(&b"RIFF\x40\0\0\0WEBPVP8L"[..]),
    ]
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_decode_and_never_panic(
        start in start(),
        rest in proptest::collection::vec(any::<u8>(), 0..400),
    ) {
        let bytes = [start, &rest].concat();
        // A panic inside would come back as this detail; our own code must not need the net.
        if let Err(Reason::Damaged { detail }) = decode(&bytes, 64, &Limits::default()) {
            prop_assert!(!bytes.starts_with(b"\xff\xd8") || !detail.contains("gave up"));
        }
    }
}
