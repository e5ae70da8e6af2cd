use super::super::frame::Size;
use super::component::Component;
use super::inverse_dct::to_sample;

/// What the components of a picture mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colours {
    Grey,
    Rgb,
    /// ITU-R BT.601, full range, as JFIF says.
    YCbCr,
}

/// Puts the planes together to RGB pixels of the frame's size.
pub(super) fn compose(components: &[Component], colours: Colours, size: Size) -> Vec<u8> {
    let width = size.width as usize;
    let mut pixels = Vec::with_capacity(width * size.height as usize * 3);
    let columns: Vec<Positions> =
        components.iter().map(|c| Positions::new(size.width, c.size.width, c.density.0)).collect();
    let rows: Vec<Positions> =
        components.iter().map(|c| Positions::new(size.height, c.size.height, c.density.1)).collect();
    let mut lines = vec![vec![0; width]; components.len()];
    for y in 0..size.height as usize {
        for (((line, component), columns), rows) in lines.iter_mut().zip(components).zip(&columns).zip(&rows)
        {
            fill_line(line, component, columns, rows.at(y));
        }
        match (&lines[..], colours) {
            ([first, second, third], Colours::YCbCr) => {
                let chroma = second.iter().zip(third);
                pixels.extend(first.iter().zip(chroma).flat_map(|(&y, (&cb, &cr))| rgb(y, cb, cr)));
            }
            ([first, second, third], _) => {
                pixels
                    .extend(first.iter().zip(second.iter().zip(third)).flat_map(|(&r, (&g, &b))| [r, g, b]));
            }
            (lines, _) => pixels.extend(lines[0].iter().flat_map(|&grey| [grey; 3])),
        }
    }
    pixels
}

/// Where the samples of one edge of a frame lie in a plane of another length.
#[derive(Debug)]
enum Positions {
    /// One to one.
    Same,
    /// Between two samples, so far from the first to the second.
    Between(Vec<(usize, usize, f32)>),
}

impl Positions {
    /// Positions of the centres of `frame` pixels among `plane` samples, of which a pixel has `density`.
    fn new(frame: u32, plane: u32, density: f32) -> Self {
        if (density - 1.0).abs() < f32::EPSILON {
            return Self::Same;
        }
        Self::Between((0..frame).map(|x| between(x, plane, density)).collect())
    }

    fn at(&self, place: usize) -> (usize, usize, f32) {
        match self {
            Self::Same => (place, place, 0.0),
            Self::Between(positions) => positions[place],
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "edges are under 2^16"
)]
fn between(x: u32, plane: u32, density: f32) -> (usize, usize, f32) {
    let position = ((x as f32 + 0.5) * density - 0.5).clamp(0.0, (plane - 1) as f32);
    let first = position as usize;
    (first, (first + 1).min(plane as usize - 1), position - first as f32)
}

fn fill_line(
    line: &mut [u8],
    component: &Component,
    columns: &Positions,
    (upper, lower, part): (usize, usize, f32),
) {
    let stride = component.stride();
    let upper = &component.plane[upper * stride..][..stride];
    let lower = &component.plane[lower * stride..][..stride];
    match columns {
        Positions::Same if part == 0.0 => line.copy_from_slice(&upper[..line.len()]),
        Positions::Same => {
            for (out, (&a, &b)) in line.iter_mut().zip(upper.iter().zip(lower)) {
                *out = to_sample(mix(a.into(), b.into(), part));
            }
        }
        Positions::Between(columns) => {
            for (out, &(left, right, across)) in line.iter_mut().zip(columns) {
                let above = mix(upper[left].into(), upper[right].into(), across);
                let below = mix(lower[left].into(), lower[right].into(), across);
                *out = to_sample(mix(above, below, part));
            }
        }
    }
}

fn mix(a: f32, b: f32, part: f32) -> f32 {
    a + (b - a) * part
}

/// Source: JFIF 1.02 (ITU-T T.871), section 7, in 16-bit fixed point.
fn rgb(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    let (y, cb, cr) = (i32::from(y) << 16, i32::from(cb) - 128, i32::from(cr) - 128);
    let sample = |value: i32| u8::try_from(((value + (1 << 15)) >> 16).clamp(0, 255)).unwrap_or(0);
    [sample(y + 91_881 * cr), sample(y - 22_554 * cb - 46_802 * cr), sample(y + 116_130 * cb)]
}
