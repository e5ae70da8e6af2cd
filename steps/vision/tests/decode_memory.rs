//! A decode holds no more heap than its limit, whatever the input is. One test, so that nothing else allocates.

use apoyo_fixtures::{Scene, flat_jpeg, flat_progressive_jpeg, hostile_files, png, tiff, webp};
use apoyo_vision::{Limits, Size, decode};
use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// Bytes of heap that a decode held at most, beside what was there before.
fn peak(bytes: &[u8], limits: &Limits) -> (usize, Option<Size>) {
    HEAP.reset_peak_usage();
    let before = HEAP.current_usage();
    let original = decode(bytes, 320, limits).ok().map(|frame| frame.original);
    (HEAP.peak_usage() - before, original)
}

#[test]
fn no_decode_holds_more_heap_than_its_limit() {
    let limits = Limits::default();
    let bound = usize::try_from(limits.max_heap_bytes).unwrap();
    let scene = Scene::new(2_000, 1_500);
    let mut files: Vec<(&str, Vec<u8>)> =
        hostile_files().into_iter().map(|file| (file.name, file.bytes)).collect();
    files.extend([
        ("268 MP", flat_jpeg(16_384, 16_384)),
        ("268 MP progressive", flat_progressive_jpeg(16_384, 16_384)),
        ("a panorama", flat_jpeg(65_535, 400)),
        ("3 MP PNG", png(&scene)),
        ("3 MP TIFF", tiff(&scene)),
        ("3 MP WebP", webp(&scene)),
    ]);
    for (name, bytes) in files {
        let (held, _) = peak(&bytes, &limits);
        assert!(held <= bound, "{name}: {held} bytes");
    }

    let hundred = Size { width: 11_600, height: 8_700 };
    let (held, original) = peak(&flat_jpeg(11_600, 8_700), &limits);
    assert_eq!(original, Some(hundred));
    assert!(held < 24 << 20, "100 MP: {held} bytes");
    let (held, original) = peak(&flat_progressive_jpeg(11_600, 8_700), &limits);
    assert_eq!(original, Some(hundred));
    assert!(held < 80 << 20, "100 MP progressive: {held} bytes");

    let small = Limits { max_heap_bytes: 8 << 20, ..limits };
    for bytes in [flat_progressive_jpeg(11_600, 8_700), png(&scene), webp(&scene)] {
        let (held, original) = peak(&bytes, &small);
        assert!(held <= 8 << 20, "{held} bytes under a limit of 8 MiB");
        assert_eq!(original, None);
    }
}
