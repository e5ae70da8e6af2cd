//! What a rendered photo promises.

use std::io::Cursor;

use apoyo_scenes::{Megapixels, RenderError, Scene};
use exif::{In, Tag};
use image::{GenericImageView as _, ImageDecoder as _, ImageReader};

fn photo(seed: u64, index: u64, megapixels: f32) -> (Vec<u8>, apoyo_scenes::Rendered) {
    let mut bytes = Vec::new();
    let size = Megapixels::new(megapixels).expect("a size in range");
    let rendered = Scene::from_seed(seed, index).render(size, &mut bytes).expect("a vector takes every byte");
    (bytes, rendered)
}

/// The number of the first scene of the set 1 with the orientation.
fn scene_with(orientation: u16) -> u64 {
    (0..500)
        .find(|i| Scene::from_seed(1, *i).orientation() == orientation)
        .expect("500 scenes have each orientation")
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    assert_eq!(photo(7, 3, 0.3).0, photo(7, 3, 0.3).0);
}

#[test]
fn another_seed_or_index_gives_another_photo() {
    let one = photo(7, 3, 0.3).0;
    assert_ne!(one, photo(8, 3, 0.3).0);
    assert_ne!(one, photo(7, 4, 0.3).0);
}

#[test]
fn a_photo_decodes_at_the_promised_size() {
    for (index, megapixels) in [(0, 0.3), (1, 2.0), (2, 24.0)] {
        let (bytes, rendered) = photo(5, index, megapixels);
        assert_eq!(bytes.len() as u64, rendered.bytes);
        let decoded = image::load_from_memory(&bytes).unwrap();
        assert_eq!(decoded.dimensions(), (rendered.width, rendered.height));
        let pixels = f64::from(rendered.width) * f64::from(rendered.height) / 1e6;
        assert!((pixels / f64::from(megapixels) - 1.0).abs() < 0.02, "{pixels} for {megapixels}");
    }
}

#[test]
fn exif_reads_back() {
    let (bytes, rendered) = photo(5, 11, 0.3);
    let exif = exif::Reader::new().read_from_container(&mut Cursor::new(&bytes)).unwrap();
    let shown = |tag| exif.get_field(tag, In::PRIMARY).unwrap().display_value().to_string();
    assert_eq!(shown(Tag::Make), "\"Apoyo Demo\"");
    assert_eq!(shown(Tag::DateTimeOriginal), "2026-05-12 09:02:12");
    assert_eq!(shown(Tag::PixelXDimension), rendered.width.to_string());
    assert!(shown(Tag::GPSLatitude).starts_with("41 deg 54 min"), "{}", shown(Tag::GPSLatitude));
    assert_eq!(shown(Tag::GPSLongitudeRef), "W");
    assert!(exif.get_field(Tag::GPSAltitude, In::PRIMARY).is_some());
    assert!(exif.get_field(Tag::FocalLength, In::PRIMARY).is_some());
}

#[test]
fn every_orientation_is_written_and_turns_the_photo_upright() {
    for orientation in [1, 3, 6, 8] {
        let (bytes, rendered) = photo(1, scene_with(orientation), 0.3);
        let reader = ImageReader::new(Cursor::new(&bytes)).with_guessed_format().unwrap();
        let mut decoder = reader.into_decoder().unwrap();
        assert_eq!(u16::from(decoder.orientation().unwrap().to_exif()), orientation);
        let stored_upright = rendered.height > rendered.width;
        assert_eq!(stored_upright, orientation >= 6, "cameras store the long side across");
    }
}

#[test]
fn the_composition_does_not_depend_on_the_size() {
    for index in 0..6 {
        let small = image::load_from_memory(&photo(3, index, 0.3).0).unwrap();
        let large = image::load_from_memory(&photo(3, index, 4.0).0).unwrap();
        let thumb = |p: &image::DynamicImage| {
            p.resize_exact(48, 36, image::imageops::FilterType::Triangle).to_luma8()
        };
        let (a, b) = (thumb(&small), thumb(&large));
        let apart: f64 = a.iter().zip(b.iter()).map(|(x, y)| f64::from(x.abs_diff(*y))).sum();
        let mean = apart / f64::from(48 * 36);
        assert!(mean < 9.0, "scene {index}: thumbnails differ by {mean} steps a pixel");
    }
}

#[test]
fn sizes_out_of_range_are_refused_by_value() {
    for value in [0.0, 0.29, 100.1, -1.0, f32::NAN, f32::INFINITY] {
        let error = Megapixels::new(value).unwrap_err();
        assert!(matches!(error, RenderError::Megapixels { .. }));
        assert_eq!(error.to_string(), format!("megapixels is {value}, allowed are 0.3 to 100"));
    }
}
