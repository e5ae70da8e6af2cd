//! What decodes is the picture: next to the `image` crate's own full decode, at every scale and sampling.

use apoyo_fixtures::{Jpeg, Scene, exif_with_orientation, png, shared_folder, tiff, webp};
use apoyo_vision::{Format, Frame, Limits, Size, decode};
use image::RgbImage;

fn decoded(bytes: &[u8], wanted_edge: u32) -> Frame {
    decode(bytes, wanted_edge, &Limits::default()).expect("a sound photo decodes")
}

/// Mean distance of samples between a frame and the full picture, averaged over the boxes that frame pixels stand for.
fn distance(frame: &Frame, full: &RgbImage) -> f64 {
    let gives =
        |n: u32| Size { width: full.width().div_ceil(n), height: full.height().div_ceil(n) } == frame.size;
    let factor = [8, 4, 2].into_iter().chain(1..64).find(|&n| gives(n)).unwrap_or(1);
    let mut sum = 0.0;
    for y in 0..frame.size.height {
        for x in 0..frame.size.width {
            let at = ((y * frame.size.width + x) * 3) as usize;
            let mean = box_mean(full, x * factor, y * factor, factor);
            sum += (0..3).map(|c| (f64::from(frame.pixels[at + c]) - mean[c]).abs()).sum::<f64>();
        }
    }
    sum / f64::from(frame.size.width * frame.size.height * 3)
}

fn box_mean(full: &RgbImage, left: u32, top: u32, factor: u32) -> [f64; 3] {
    let (mut sums, mut count) = ([0.0; 3], 0.0);
    for y in top..(top + factor).min(full.height()) {
        for x in left..(left + factor).min(full.width()) {
            let pixel = full.get_pixel(x, y);
            (0..3).for_each(|c| sums[c] += f64::from(pixel[c]));
            count += 1.0;
        }
    }
    sums.map(|sum| sum / f64::max(count, 1.0))
}

fn reference(bytes: &[u8]) -> RgbImage {
    image::load_from_memory(bytes).expect("the image crate reads a sound photo").to_rgb8()
}

#[test]
fn every_sampling_scan_kind_and_odd_size_gives_the_picture_at_every_scale() {
    let samplings = [(1, 1), (2, 1), (1, 2), (2, 2), (4, 1), (1, 4), (4, 2)];
    for (width, height) in [(1, 1), (7, 5), (9, 33), (121, 97), (250, 163)] {
        let scene = Scene::new(width, height);
        // Decoders spread a chroma sample over up to four pixels in their own ways; in a tiny picture that is most of it.
        let allowed = if width < 40 { 20.0 } else { 9.0 };
        for sampling in samplings {
            for (progressive, restart_interval) in [(false, 0), (false, 3), (true, 0)] {
                let jpeg = Jpeg { quality: 92, sampling, progressive, restart_interval, ..Jpeg::default() };
                let bytes = jpeg.encode(&scene);
                // The `image` crate 0.25 gets baseline 4:1:1, 1x4 and 4x2 wrong (libjpeg agrees with us), progressive
                // ones right; the coefficients are the same.
                let full = reference(&Jpeg { progressive: true, restart_interval: 0, ..jpeg }.encode(&scene));
                for wanted in [1_000, 80, 40, 10] {
                    let frame = decoded(&bytes, wanted);
                    let off = distance(&frame, &full);
                    assert!(
                        off < allowed,
                        "{width}x{height} {jpeg:?} wanted {wanted}: {off} at {}",
                        frame.size
                    );
                }
            }
        }
    }
}

#[test]
fn grey_pictures_are_grey() {
    let bytes = Jpeg::default().encode_grey(&Scene::new(90, 70));
    let frame = decoded(&bytes, 1_000);
    assert!(frame.pixels.chunks_exact(3).all(|p| p[0] == p[1] && p[1] == p[2]));
    assert!(distance(&frame, &reference(&bytes)) < 1.0);
}

#[test]
fn lossless_formats_give_their_very_pixels() {
    let scene = Scene::new(61, 47);
    for (bytes, format) in
        [(png(&scene), Format::Png), (tiff(&scene), Format::Tiff), (webp(&scene), Format::WebP)]
    {
        let frame = decoded(&bytes, 1_000);
        assert_eq!(frame.format, format);
        assert_eq!(frame.size, Size { width: 61, height: 47 });
        assert_eq!(frame.pixels, scene.rgb, "{format:?}");
        let small = decoded(&bytes, 11);
        assert_eq!(small.size, Size { width: 16, height: 12 });
        assert_eq!(small.original, Size { width: 61, height: 47 });
        assert!(distance(&small, &reference(&bytes)) < 1.0, "{format:?}");
    }
}

#[test]
fn a_frame_is_the_smallest_whose_shorter_edge_is_still_as_wanted() {
    let bytes = Jpeg::default().encode(&Scene::new(640, 480));
    let table =
        [(60, 80, 60), (61, 160, 120), (120, 160, 120), (121, 320, 240), (241, 640, 480), (9_999, 640, 480)];
    for (wanted, width, height) in table {
        assert_eq!(decoded(&bytes, wanted).size, Size { width, height }, "{wanted}");
    }
}

#[test]
fn the_exif_orientation_is_applied() {
    let scene = Scene::new(64, 32);
    let upright = decoded(&Jpeg::default().encode(&scene), 1_000);
    for orientation in 1..=8 {
        let frame =
            decoded(&Jpeg { orientation: Some(orientation), ..Jpeg::default() }.encode(&scene), 1_000);
        let mut turned =
            image::DynamicImage::ImageRgb8(RgbImage::from_raw(64, 32, upright.pixels.clone()).unwrap());
        turned.apply_orientation(image::metadata::Orientation::from_exif(orientation).unwrap());
        assert_eq!(frame.pixels, turned.to_rgb8().into_raw(), "orientation {orientation}");
        assert_eq!(frame.original, Size { width: 64, height: 32 });
    }
}

#[test]
fn a_broken_exif_block_does_not_hide_the_picture() {
    let mut block = exif_with_orientation(6);
    block.truncate(12);
    let bytes = Jpeg::default().encode(&Scene::new(32, 16));
    let length = u8::try_from(block.len() + 8).unwrap();
    let segment = [&[0xff, 0xe1, 0, length][..], b"Exif\0\0", &block].concat();
    let with = [&bytes[..2], &segment, &bytes[2..]].concat();
    assert_eq!(decoded(&with, 1_000), decoded(&bytes, 1_000));
}

#[test]
fn real_photos_decode_as_the_image_crate_decodes_them() {
    let Some(shared) = shared_folder() else {
        println!("skipped: no folder of real photos (../shared or APOYO_SHARED)");
        return;
    };
    let mut photos = 0;
    for kind in ["pylon", "no_pylon", "wires_only"] {
        for entry in std::fs::read_dir(shared.join("photos").join(kind)).unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            let frame = decode(&bytes, 160, &Limits::default())
                .unwrap_or_else(|reason| panic!("{}: {reason}", path.display()));
            photos += 1;
            // Every eighth is enough: the full decode of all takes a minute.
            if photos % 8 == 0 && frame.size.width <= frame.original.width {
                let full = reference(&bytes);
                let upright = (frame.size.width > frame.size.height) == (full.width() > full.height());
                assert!(
                    !upright || distance(&frame, &full) < 6.0,
                    "{}: {}",
                    path.display(),
                    distance(&frame, &full)
                );
            }
        }
    }
    assert!(photos > 0);
}
