use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use super::Input;
use crate::{Frame, Size};

/// Edges of the input are multiples of this: the network halves them five times.
const STEP: u32 = 32;

/// What the network is shown of a frame: `height x width x 3`, normalised.
pub(crate) fn normalised(frame: &Frame, input: &Input) -> (Vec<f32>, Size) {
    let size = input_size(frame.size, input.max_pixels);
    let pixels = resized(&frame.pixels, frame.size, size);
    let scale = 1.0 / input.deviation;
    (pixels.iter().map(|value| (f32::from(*value) - input.mean) * scale).collect(), size)
}

/// The shorter edge that a decoder should give at least, in pixels, for an input of so many.
pub(crate) fn wanted_edge(input: &Input) -> u32 {
    input.max_pixels.isqrt()
}

/// Scales a frame, each pixel the weighted mean of all that it covers.
pub(crate) fn resized(pixels: &[u8], from: Size, to: Size) -> Vec<u8> {
    let source = ImageRef::new(from.width, from.height, pixels, PixelType::U8x3)
        .expect("a frame has 3 bytes for each of its pixels");
    let mut target = Image::new(to.width, to.height, PixelType::U8x3);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
    Resizer::new()
        .resize(&source, &mut target, &options)
        .expect("both have three bytes a pixel, and neither is empty");
    target.into_vec()
}

/// The size with edges of multiples of [`STEP`] that is near to the photo's proportions and uses most of `max_pixels`.
pub(crate) fn input_size(photo: Size, max_pixels: u32) -> Size {
    let proportion = (f64::from(photo.width) / f64::from(photo.height)).ln();
    let steps = max_pixels / (STEP * STEP);
    let longest = steps / 2;
    let mut best = (f64::INFINITY, Size { width: STEP, height: STEP });
    for width in 2..=longest {
        for height in 2..=(steps / width).min(longest) {
            let stretch = ((f64::from(width) / f64::from(height)).ln() - proportion).abs();
            let unused = (f64::from(steps) / f64::from(width * height)).ln();
            // A stretch of a fifth costs as much as a third of the pixels: towers stay recognisable when stretched.
            let cost = stretch + 0.6 * unused;
            if cost < best.0 {
                best = (cost, Size { width: width * STEP, height: height * STEP });
            }
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_input_keeps_the_proportions_within_its_pixels() {
        let table = [
            ((4000, 3000), (288, 224)),
            ((3000, 4000), (224, 288)),
            ((128, 128), (256, 256)),
            ((8000, 100), (1024, 64)),
        ];
        for ((width, height), (wide, high)) in table {
            let size = input_size(Size { width, height }, 65_536);
            assert_eq!((size.width, size.height), (wide, high), "{width}x{height}");
        }
    }

    #[test]
    fn a_grey_frame_stays_grey_at_any_size() {
        let (from, to) = (Size { width: 7, height: 5 }, Size { width: 64, height: 96 });
        assert!(resized(&[90; 7 * 5 * 3], from, to).iter().all(|value| *value == 90));
    }
}
