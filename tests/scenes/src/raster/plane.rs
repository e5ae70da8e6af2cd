//! The strip of pixels that is being drawn, as luma and chroma.

use crate::geometry::{Rgb, V3};

/// Luma and colour differences, 0..255 and -128..127.
pub(super) type Ycc = V3;

const SATURATION: f32 = 0.92;

/// The JPEG colour conversion (ITU-T T.871).
pub(super) fn ycc(rgb: Rgb) -> Ycc {
    let (r, g, b) = (rgb.x * 255.0, rgb.y * 255.0, rgb.z * 255.0);
    let luma = 0.299 * r + 0.587 * g + 0.114 * b;
    // The camera's tone curve lifts the middle and calms the colours, as an 8-bit drone photo has them.
    V3::new(
        luma * (1.24 - 0.24 * (luma / 255.0).min(1.0)),
        SATURATION * (-0.168_74 * r - 0.331_26 * g + 0.5 * b),
        SATURATION * (0.5 * r - 0.418_69 * g - 0.081_31 * b),
    )
}

/// A band of rows of the stored picture.
#[derive(Debug)]
pub(super) struct Strip {
    pub(super) width: usize,
    pub(super) first_row: usize,
    pub(super) rows: usize,
    pub(super) luma: Vec<f32>,
    pub(super) blue: Vec<f32>,
    pub(super) red: Vec<f32>,
}

/// How an area or stroke changes a pixel that it covers.
#[derive(Clone, Copy, Debug)]
pub(super) enum Paint {
    Colour(Ycc),
    /// Takes this share of the light away.
    Shade(f32),
}

impl Strip {
    pub(super) fn new(width: usize, rows: usize) -> Self {
        let plane = || vec![0.0; width * rows];
        Self { width, first_row: 0, rows, luma: plane(), blue: plane(), red: plane() }
    }

    pub(super) fn covers(&self, low: f32, high: f32) -> bool {
        high >= self.first_row as f32 && low <= (self.first_row + self.rows) as f32
    }

    /// Covers a pixel of the strip to the share `cover`.
    pub(super) fn paint(&mut self, i: usize, paint: Paint, cover: f32) {
        match paint {
            Paint::Colour(c) => {
                self.luma[i] += (c.x - self.luma[i]) * cover;
                self.blue[i] += (c.y - self.blue[i]) * cover;
                self.red[i] += (c.z - self.red[i]) * cover;
            }
            Paint::Shade(depth) => {
                let left = 1.0 - depth * cover;
                self.luma[i] *= left;
                self.blue[i] = self.blue[i] * left + 3.0 * depth * cover;
                self.red[i] *= left;
            }
        }
    }
}
