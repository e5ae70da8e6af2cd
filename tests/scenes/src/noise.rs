//! Random fields: a hash of grid cells, smooth noise, and tiles of pixel grain.

use std::sync::LazyLock;

/// A well mixed number for a cell of a grid.
pub(crate) fn hash(x: i32, y: i32, seed: u32) -> u32 {
    let mut h =
        seed ^ x.cast_unsigned().wrapping_mul(0x85EB_CA6B) ^ y.cast_unsigned().wrapping_mul(0xC2B2_AE35);
    h = (h ^ (h >> 15)).wrapping_mul(0x2C1B_3C6D);
    h = (h ^ (h >> 12)).wrapping_mul(0x297A_2D39);
    h ^ (h >> 15)
}

/// Byte `lane` (0..4) of a hash as 0..1.
pub(crate) fn fraction(hash: u32, lane: u32) -> f32 {
    ((hash >> (lane * 8)) & 0xFF) as f32 / 255.0
}

const LATTICE_EDGE: usize = 256;

/// The length is part of the type, so that masked indices need no check.
type Lattice = [f32; LATTICE_EDGE * LATTICE_EDGE];

/// Random values on a lattice that repeats after 256 cells: far enough apart that nobody sees it.
static LATTICE: LazyLock<Box<Lattice>> = LazyLock::new(|| {
    let mut lattice = Box::new([0.0; LATTICE_EDGE * LATTICE_EDGE]);
    for (i, value) in lattice.iter_mut().enumerate() {
        *value = (hash(i as i32, 7, 99) & 0xFFFF) as f32 / 65535.0 - 0.5;
    }
    lattice
});

/// Smooth noise.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Noise {
    lattice: &'static Lattice,
    offset: (f32, f32),
}

impl Noise {
    pub(crate) fn new(seed: u32) -> Self {
        let h = hash(3, 5, seed);
        Self { lattice: &LATTICE, offset: (fraction(h, 0) * 251.0, fraction(h, 1) * 241.0) }
    }

    /// -0.5..0.5, with features one unit wide.
    pub(crate) fn at(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x + self.offset.0, y + self.offset.1);
        let (ix, iy) = (floor(x), floor(y));
        let (tx, ty) = (x - ix as f32, y - iy as f32);
        let (sx, sy) = (tx * tx * (3.0 - 2.0 * tx), ty * ty * (3.0 - 2.0 * ty));
        let (x0, y0) = ((ix & 255) as usize, (iy & 255) as usize);
        let (x1, y1) = ((x0 + 1) & 255, (y0 + 1) & 255);
        let (top, low) = (y0 * LATTICE_EDGE, y1 * LATTICE_EDGE);
        let a = self.lattice[top + x0] + (self.lattice[top + x1] - self.lattice[top + x0]) * sx;
        let b = self.lattice[low + x0] + (self.lattice[low + x1] - self.lattice[low + x0]) * sx;
        a + (b - a) * sy
    }

    /// Noise with ever finer features, from `wide` metres down to about `footprint` metres, at most `octaves`.
    pub(crate) fn fractal(&self, x: f32, y: f32, wide: f32, octaves: Octaves) -> f32 {
        let (mut sum, mut gain, mut size) = (0.0, 1.0, wide);
        for octave in 0..octaves.count {
            // An octave finer than a pixel would only flicker: fade it out.
            let fade = (2.0 - 2.0 * octaves.footprint / size).clamp(0.0, 1.0);
            if fade <= 0.0 {
                break;
            }
            let shift = octave as f32 * 17.3;
            sum += self.at(x / size + shift, y / size - shift) * gain * fade;
            gain *= octaves.gain;
            size *= 0.45;
        }
        sum
    }
}

/// The whole number below; the library's `floor` is a call on the oldest x86-64, and this is called ten times a pixel.
fn floor(v: f32) -> i32 {
    let whole = v as i32;
    whole - i32::from(whole as f32 > v)
}

/// How fine fractal noise may get.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Octaves {
    pub(crate) count: u32,
    pub(crate) gain: f32,
    /// Metres that a pixel covers.
    pub(crate) footprint: f32,
}

/// Edge of the detail tile, pixels.
pub(crate) const DETAIL_EDGE: usize = 512;

/// Fine relief (leaves, clods, blades) in pixels, mean 0, for textures finer than the backdrop's own pixels.
pub(crate) static DETAIL: LazyLock<Vec<f32>> = LazyLock::new(|| {
    let noise = Noise::new(41);
    let cells = |x: usize, y: usize, size: f32| {
        // Whole cells across the tile, so that its borders meet.
        let n = (DETAIL_EDGE as f32 / size).round();
        let (u, v) = (x as f32 / DETAIL_EDGE as f32 * n, y as f32 / DETAIL_EDGE as f32 * n);
        wrapped(&noise, u, v, n)
    };
    let mut tile = vec![0.0; DETAIL_EDGE * DETAIL_EDGE];
    for (i, value) in tile.iter_mut().enumerate() {
        let (x, y) = (i % DETAIL_EDGE, i / DETAIL_EDGE);
        *value = 0.9 * cells(x, y, 1.6)
            + 0.9 * cells(x, y, 2.9)
            + 0.8 * cells(x, y, 5.3)
            + 0.5 * cells(x, y, 11.0);
    }
    tile
});

/// Noise that repeats after `period` cells.
fn wrapped(noise: &Noise, u: f32, v: f32, period: f32) -> f32 {
    let (tu, tv) = (u - u.floor(), v - v.floor());
    let (u0, v0) = (u.floor() % period, v.floor() % period);
    let (u1, v1) = ((u0 + 1.0) % period, (v0 + 1.0) % period);
    let top = noise.at(u0, v0) * (1.0 - tu) + noise.at(u1, v0) * tu;
    let low = noise.at(u0, v1) * (1.0 - tu) + noise.at(u1, v1) * tu;
    top * (1.0 - tv) + low * tv
}

/// Length of the grain table.
pub(crate) const GRAIN_LENGTH: usize = 1 << 16;

/// Sensor noise: nearly Gaussian, standard deviation 1, slightly correlated as after a camera's own smoothing.
pub(crate) static GRAIN: LazyLock<Vec<f32>> = LazyLock::new(|| {
    let white = |i: usize| {
        let h = hash((i % GRAIN_LENGTH) as i32, 11, 5);
        (0..4).map(|lane| fraction(h, lane) - 0.5).sum::<f32>() * 1.73
    };
    // Twice as long as the longest start: a row is read without wrapping for up to GRAIN_LENGTH pixels.
    (0..2 * GRAIN_LENGTH).map(|i| 0.86 * white(i) + 0.5 * white(i + 1)).collect()
});
