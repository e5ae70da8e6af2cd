//! The photo as the sensor records it: rows of the full size, made only when asked for.

use std::cell::RefCell;

use jpeg_encoder::{ImageBuffer, JpegColorType};

use super::plane::{Strip, ycc};
use super::{Backdrop, Ink};
use crate::geometry::Frame;
use crate::noise::{DETAIL, DETAIL_EDGE, GRAIN, GRAIN_LENGTH, hash};

/// What lens and sensor do to the picture.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Optics {
    /// Standard deviation of the sensor's noise, in steps of 255.
    pub(crate) grain: f32,
    /// Width of an edge in units of 1/1000 of the picture's width, added to one pixel.
    pub(crate) defocus: f32,
    /// Length of motion blur along the rows, in 1/1000 of the width.
    pub(crate) motion: f32,
    /// Share of light lost in the corners.
    pub(crate) vignette: f32,
    /// Strength of the detail finer than the backdrop.
    pub(crate) detail: f32,
}

/// Rows of a strip. Small enough that a strip of the widest photo stays in the processor's cache.
const STRIP_ROWS: usize = 16;

/// A photo that is being read out.
pub(crate) struct Exposure<'a> {
    ink: &'a Ink,
    optics: Optics,
    frame: Frame,
    seed: u32,
    /// Luma, blue, red, roughness of the backdrop.
    small: Vec<[f32; 4]>,
    small_width: usize,
    small_height: usize,
    /// For each column the backdrop column to its left and the share of the next.
    columns: Vec<(u32, f32)>,
    strip: RefCell<Strip>,
}

impl<'a> Exposure<'a> {
    pub(crate) fn new(backdrop: &Backdrop, ink: &'a Ink, optics: Optics, shot: (Frame, u32)) -> Self {
        let (frame, seed) = shot;
        let mut strip = Strip::new(frame.width, STRIP_ROWS.min(frame.height));
        // Nothing is in the strip yet: place it behind the last row.
        strip.first_row = frame.height;
        let columns = (0..frame.width).map(|x| grid(x, frame.width, backdrop.width)).collect();
        Self {
            ink,
            optics,
            frame,
            seed,
            small: developed(backdrop, optics),
            small_width: backdrop.width,
            small_height: backdrop.height,
            columns,
            strip: RefCell::new(strip),
        }
    }

    /// Draws the strip that begins with row `first`.
    fn expose(&self, strip: &mut Strip, first: usize) {
        strip.first_row = first;
        let mut line = vec![[0.0; 4]; self.small_width + 1];
        for row in 0..strip.rows.min(self.frame.height - first) {
            self.enlarge(strip, row, &mut line);
        }
        let soft = 1.15 + self.optics.defocus * self.frame.width as f32 / 1000.0;
        self.ink.draw(strip, soft);
        let reach = (self.optics.motion * self.frame.width as f32 / 1000.0) as usize;
        if reach > 1 {
            for plane in [&mut strip.luma, &mut strip.blue, &mut strip.red] {
                plane.chunks_exact_mut(self.frame.width).for_each(|row| smear(row, reach));
            }
        }
    }

    /// Enlarges one row of the backdrop and adds fine detail.
    fn enlarge(&self, strip: &mut Strip, row: usize, line: &mut [[f32; 4]]) {
        let y = strip.first_row + row;
        let (top, t) = grid(y, self.frame.height, self.small_height);
        let (top, w) = (top as usize, self.small_width);
        let a = &self.small[top * w..(top + 1) * w];
        let below = (top + 1).min(self.small_height - 1);
        let b = &self.small[below * w..(below + 1) * w];
        for ((out, p), q) in line.iter_mut().zip(a).zip(b) {
            *out = std::array::from_fn(|i| p[i] + (q[i] - p[i]) * t);
        }
        line[w] = line[w - 1];
        let detail = &DETAIL[(y % DETAIL_EDGE) * DETAIL_EDGE..][..DETAIL_EDGE];
        let other = &DETAIL[((y * 3 / 5 + 131) % DETAIL_EDGE) * DETAIL_EDGE..][..DETAIL_EDGE];
        let from = row * strip.width;
        let planes = strip.luma[from..from + strip.width]
            .iter_mut()
            .zip(&mut strip.blue[from..from + strip.width])
            .zip(&mut strip.red[from..from + strip.width]);
        for ((x, (column, share)), ((luma, blue), red)) in self.columns.iter().enumerate().zip(planes) {
            let (p, q) = (line[*column as usize], line[*column as usize + 1]);
            let v: [f32; 4] = std::array::from_fn(|i| p[i] + (q[i] - p[i]) * share);
            let relief = detail[x % DETAIL_EDGE] + other[(x * 5 / 8 + 77) % DETAIL_EDGE];
            // Relief is light and dark in proportion to what is there.
            *luma = v[0] * (1.0 + v[3] * relief);
            *blue = v[1];
            *red = v[2];
        }
    }

    fn grain(&self, row: usize, channel: u32) -> &'static [f32] {
        let start = hash(row as i32, channel as i32, self.seed) as usize % GRAIN_LENGTH;
        &GRAIN[start..]
    }
}

impl ImageBuffer for Exposure<'_> {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        JpegColorType::Ycbcr
    }

    fn width(&self) -> u16 {
        self.frame.width as u16
    }

    fn height(&self) -> u16 {
        self.frame.height as u16
    }

    fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
        let y = usize::from(y);
        let mut strip = self.strip.borrow_mut();
        if y < strip.first_row || y >= strip.first_row + strip.rows {
            self.expose(&mut strip, y - y % STRIP_ROWS);
        }
        let from = (y - strip.first_row) * strip.width;
        let range = from..from + strip.width;
        let grain = self.optics.grain;
        let luma = strip.luma[range.clone()].iter().zip(self.grain(y, 0));
        buffers[0].extend(luma.map(|(v, n)| (v + n * grain + 0.5) as u8));
        let blue = strip.blue[range.clone()].iter().zip(self.grain(y, 1));
        buffers[1].extend(blue.map(|(v, n)| (v + n * grain * 0.4 + 128.5) as u8));
        let red = strip.red[range].iter().zip(self.grain(y, 2));
        buffers[2].extend(red.map(|(v, n)| (v + n * grain * 0.4 + 128.5) as u8));
    }
}

/// The backdrop in luma and chroma, with the lens's falloff.
fn developed(backdrop: &Backdrop, optics: Optics) -> Vec<[f32; 4]> {
    let (w, h) = (backdrop.width as f32, backdrop.height as f32);
    let one = |(i, p): (usize, &super::backdrop::Pixel)| {
        let (x, y) = ((i % backdrop.width) as f32 / w - 0.5, (i / backdrop.width) as f32 / h - 0.5);
        let c = ycc(p.colour * (1.0 - optics.vignette * 2.0 * (x * x + y * y)));
        [c.x, c.y, c.z, p.rough * optics.detail]
    };
    let small: Vec<[f32; 4]> = backdrop.pixels.iter().enumerate().map(one).collect();
    let reach = (optics.defocus * w / 1000.0).round() as usize;
    if reach == 0 { small } else { blurred(&small, backdrop.width, reach) }
}

/// A box blur over `reach` pixels to each side.
fn blurred(small: &[[f32; 4]], width: usize, reach: usize) -> Vec<[f32; 4]> {
    let height = small.len() / width;
    let mean = |from: &[[f32; 4]], x: usize, y: usize, step: (usize, usize)| {
        let mut sum = [0.0; 4];
        for k in 0..=2 * reach {
            let xx = (x + k * step.0).saturating_sub(reach * step.0).min(width - 1);
            let yy = (y + k * step.1).saturating_sub(reach * step.1).min(height - 1);
            for (s, v) in sum.iter_mut().zip(from[yy * width + xx]) {
                *s += v;
            }
        }
        sum.map(|s| s / (2 * reach + 1) as f32)
    };
    let across: Vec<_> = (0..small.len()).map(|i| mean(small, i % width, i / width, (1, 0))).collect();
    (0..small.len()).map(|i| mean(&across, i % width, i / width, (0, 1))).collect()
}

/// The running mean of `reach` pixels along a row.
fn smear(row: &mut [f32], reach: usize) {
    let source = row.to_vec();
    let mut sum: f32 = source.iter().take(reach).sum();
    for (x, out) in row.iter_mut().enumerate() {
        *out = sum / reach as f32;
        let (enters, leaves) = (source[(x + reach).min(source.len() - 1)], source[x]);
        sum += enters - leaves;
    }
}

/// Where pixel `i` of `n` falls among `m`: the lower index and the share of the next.
fn grid(i: usize, n: usize, m: usize) -> (u32, f32) {
    let at = ((i as f32 + 0.5) * m as f32 / n as f32 - 0.5).clamp(0.0, (m - 1) as f32);
    (at as u32, at - at.floor())
}
