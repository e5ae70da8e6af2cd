use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, Resizer};
use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;

use super::Frame;

/// Longer edge of a thumbnail, in pixels: sharp in a contact sheet cell of 120 to 240 CSS pixels, about 10 kB.
pub const THUMBNAIL_EDGE_PIXELS: u32 = 240;

/// JPEG quality of a thumbnail, 1 to 100: artefacts do not show at this size.
const QUALITY: u8 = 78;

/// Encodes a small JPEG of a frame, its longer edge at most [`THUMBNAIL_EDGE_PIXELS`]; smaller frames keep their size.
///
/// # Panics
/// Where `pixels` does not hold 3 bytes for each pixel of `size`, which no decoded frame does.
pub fn thumbnail(frame: &Frame) -> Vec<u8> {
    let (width, height) = fitted(frame.size.width, frame.size.height);
    let source = ImageRef::new(frame.size.width, frame.size.height, &frame.pixels, PixelType::U8x3)
        .expect("a frame has 3 bytes for each pixel");
    let mut small = Image::new(width, height, PixelType::U8x3);
    Resizer::new().resize(&source, &mut small, None).expect("both are of the same pixel type");
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode(small.buffer(), width, height, ExtendedColorType::Rgb8)
        .expect("writing to a Vec cannot fail, and a thumbnail's edges fit a JPEG");
    jpeg
}

fn fitted(width: u32, height: u32) -> (u32, u32) {
    let longer = width.max(height);
    if longer <= THUMBNAIL_EDGE_PIXELS {
        return (width, height);
    }
    let edge = |pixels: u32| (pixels * THUMBNAIL_EDGE_PIXELS / longer).max(1);
    (edge(width), edge(height))
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Limits, Size, decode};
    use super::*;

    #[test]
    fn a_thumbnail_is_a_small_jpeg_of_the_same_shape() {
        let size = Size { width: 600, height: 400 };
        let frame = Frame { pixels: vec![90; 600 * 400 * 3], size, original: size, format: Format::Png };
        let again = decode(&thumbnail(&frame), 1_000, &Limits::default()).unwrap();
        assert_eq!(again.size, Size { width: 240, height: 160 });
        assert!(again.pixels.iter().all(|sample| sample.abs_diff(90) < 3));
    }

    #[test]
    fn extreme_shapes_have_thumbnails_too() {
        assert_eq!(fitted(65_535, 1), (240, 1));
        assert_eq!(fitted(1, 1), (1, 1));
        assert_eq!(fitted(100, 480), (50, 240));
    }
}
