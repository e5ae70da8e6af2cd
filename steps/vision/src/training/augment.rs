use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;

use super::dice::Dice;
use crate::model::resized;
use crate::{Frame, Limits, Size, decode};

/// Longest edges that a view may be shrunk to, in pixels: sharp and soft photos, near and far cameras.
const EDGES: [f32; 5] = [96.0, 128.0, 192.0, 256.0, 384.0];

/// A view of a photo as another camera, another light and another program might have made it.
pub(super) fn augmented(frame: &Frame, dice: &mut Dice) -> Frame {
    let mut view = shrunk(&cropped(frame, dice), dice);
    if dice.happens(0.3) {
        view = softened(&view, dice.between(0.45, 0.9));
    }
    recolour(&mut view, dice);
    if dice.happens(0.6) {
        view = recompressed(view, 30 + u8::try_from(dice.index(65)).expect("below 65"));
    }
    view
}

/// Four fifths to all of the photo, perhaps mirrored.
fn cropped(frame: &Frame, dice: &mut Dice) -> Frame {
    let Size { width, height } = frame.size;
    let part = |edge: u32, dice: &mut Dice| scaled(edge, dice.between(0.8, 1.0));
    let size = Size { width: part(width, dice), height: part(height, dice) };
    let left = dice.index((width - size.width) as usize + 1);
    let top = dice.index((height - size.height) as usize + 1);
    let mirrored = dice.happens(0.5);
    let (wide, row_bytes) = (size.width as usize, width as usize * 3);
    let mut pixels = Vec::with_capacity(size.height as usize * wide * 3);
    for row in frame.pixels.chunks_exact(row_bytes).skip(top).take(size.height as usize) {
        let row = &row[left * 3..(left + wide) * 3];
        if mirrored {
            pixels.extend(row.chunks_exact(3).rev().flatten());
        } else {
            pixels.extend_from_slice(row);
        }
    }
    Frame { pixels, size, ..*frame }
}

fn shrunk(frame: &Frame, dice: &mut Dice) -> Frame {
    let share = dice.pick(&EDGES) / pixels(frame.size.width.max(frame.size.height));
    if share >= 1.0 { frame.clone() } else { at_scale(frame, share) }
}

/// As out of focus: made smaller and large again.
fn softened(frame: &Frame, share: f32) -> Frame {
    let small = at_scale(frame, share);
    Frame { pixels: resized(&small.pixels, small.size, frame.size), ..*frame }
}

/// The frame with both edges multiplied by `share`.
pub(super) fn at_scale(frame: &Frame, share: f32) -> Frame {
    let size = Size { width: scaled(frame.size.width, share), height: scaled(frame.size.height, share) };
    Frame { pixels: resized(&frame.pixels, frame.size, size), size, ..*frame }
}

/// Another exposure, white balance, contrast, saturation, haze and noise.
fn recolour(frame: &mut Frame, dice: &mut Dice) {
    let gamma = dice.between(0.6, 1.6);
    let light = dice.between(0.7, 1.2);
    let balance = [0, 1, 2].map(|_| dice.between(0.8, 1.25) * light);
    let saturation = if dice.happens(0.33) { dice.between(0.0, 1.5) } else { 1.0 };
    let contrast = dice.between(0.6, 1.3);
    let haze = if dice.happens(0.3) { dice.between(0.0, 0.5) } else { 0.0 };
    let veil = dice.between(0.6, 0.95);
    let noise = if dice.happens(0.4) { dice.between(0.01, 0.06) } else { 0.0 };
    let curve: Vec<f32> = (0..=u8::MAX).map(|value| (f32::from(value) / 255.0).powf(gamma)).collect();
    for pixel in frame.pixels.as_chunks_mut::<3>().0 {
        let colour = [0, 1, 2].map(|c| curve[usize::from(pixel[c])] * balance[c]);
        let grey = (colour[0] + colour[1] + colour[2]) / 3.0;
        for (value, colour) in pixel.iter_mut().zip(colour) {
            let vivid = grey + (colour - grey) * saturation;
            let contrasted = 0.45 + (vivid - 0.45) * contrast;
            let veiled = contrasted * (1.0 - haze) + veil * haze;
            *value = byte(veiled + if noise > 0.0 { dice.bell() * noise } else { 0.0 });
        }
    }
}

/// As saved by another program.
fn recompressed(frame: Frame, quality: u8) -> Frame {
    let mut bytes = Vec::new();
    let Size { width, height } = frame.size;
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode(&frame.pixels, width, height, ExtendedColorType::Rgb8)
        .expect("a vector takes every byte, and a frame fits a JPEG");
    decode(&bytes, width.max(height), &Limits::default()).unwrap_or(frame)
}

/// An edge multiplied by a share, at least 1 pixel.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an edge times a share of at most 1"
)]
pub(super) fn scaled(edge: u32, share: f32) -> u32 {
    ((pixels(edge) * share) as u32).max(1)
}

#[expect(clippy::cast_precision_loss, reason = "edges are below 2^24")]
pub(super) fn pixels(edge: u32) -> f32 {
    edge as f32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "cut to 0..255 before")]
fn byte(value: f32) -> u8 {
    (value * 255.0).clamp(0.0, 255.0) as u8
}
