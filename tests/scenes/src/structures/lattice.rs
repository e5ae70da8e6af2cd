//! Bars of a lattice: a trunk of four legs and the arms on it.

use crate::geometry::{Rgb, V3, mix};
use crate::mesh::Mesh;

/// Four corners of a cross-section, in turn.
pub(super) type Section = [V3; 4];

/// The steel of a structure.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steel {
    pub(super) leg_metres: f32,
    pub(super) brace_metres: f32,
    pub(super) colour: Rgb,
    /// Above this height the colour is `top`.
    pub(super) painted_above: f32,
    pub(super) top: Rgb,
}

impl Steel {
    /// Bare steel for a tower of the height.
    pub(super) fn plain(height_metres: f32, colour: Rgb) -> Self {
        let leg_metres = 0.08 + 0.0024 * height_metres;
        Self {
            leg_metres,
            brace_metres: leg_metres * 0.55,
            colour,
            painted_above: f32::INFINITY,
            top: colour,
        }
    }

    pub(super) fn at(&self, p: V3) -> Rgb {
        let base = if p.z > self.painted_above { self.top } else { self.colour };
        // Bars differ a little: angle steel turns its faces all ways.
        base * (0.88 + 0.24 * ((p.x * 12.9 + p.y * 78.2 + p.z * 37.7).sin() * 0.5 + 0.5))
    }

    pub(super) fn leg(&self, mesh: &mut Mesh, a: V3, b: V3) {
        mesh.angle(a, b, self.leg_metres, self.at((a + b) * 0.5));
    }

    pub(super) fn brace(&self, mesh: &mut Mesh, a: V3, b: V3) {
        mesh.angle(a, b, self.brace_metres, self.at((a + b) * 0.5));
    }
}

/// Legs from `low` to `high`, with `panels` rings and crossed braces on all four sides.
pub(super) fn trunk(mesh: &mut Mesh, steel: Steel, (low, high): (Section, Section), panels: usize) {
    let size = |s: &Section| (s[0] - s[2]).length().max(0.05);
    // Panels shrink with the trunk, so that braces keep their slope.
    let ratio = (size(&high) / size(&low)).powf(1.0 / panels as f32);
    let total: f32 = (0..panels).map(|i| ratio.powi(i as i32)).sum();
    let mut done = 0.0;
    let mut from = low;
    for i in 0..panels {
        done += ratio.powi(i as i32) / total;
        let to: Section = std::array::from_fn(|k| mix(low[k], high[k], done));
        for k in 0..4 {
            let next = (k + 1) % 4;
            steel.leg(mesh, from[k], to[k]);
            steel.brace(mesh, from[k], to[next]);
            steel.brace(mesh, from[next], to[k]);
            steel.brace(mesh, to[k], to[next]);
        }
        from = to;
    }
}

/// An arm whose chords run from `root` to `tip`, with zigzag braces.
pub(super) fn arm(mesh: &mut Mesh, steel: Steel, root: Section, tip: V3) {
    const PANELS: usize = 4;
    let chord = Steel { leg_metres: steel.leg_metres * 0.8, ..steel };
    for k in 0..4 {
        chord.leg(mesh, root[k], tip);
        let next = (k + 1) % 4;
        for i in 0..PANELS {
            let (t0, t1) = (i as f32 / PANELS as f32, (i as f32 + 1.0) / PANELS as f32);
            steel.brace(mesh, mix(root[k], tip, t0), mix(root[next], tip, t1));
        }
    }
}
