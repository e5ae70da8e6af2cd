//! Guyed radio masts.

use super::Stand;
use super::lattice::{Section, Steel, trunk};
use crate::geometry::V3;
use crate::mesh::Mesh;

/// Painted bands, an odd number so that both ends are red.
const BANDS: u8 = 7;

/// A slim mast, red and white in turn, held by guys, with drums and panels near the top.
pub(crate) fn antenna(mesh: &mut Mesh, stand: &Stand) {
    let h = stand.height_metres;
    let half = 0.45;
    let square = |z: f32| -> Section {
        [(-half, -half), (half, -half), (half, half), (-half, half)].map(|(s, t)| stand.at(s, t, z))
    };
    for band in 0..BANDS {
        let colour = if band % 2 == 0 { V3::new(0.75, 0.20, 0.15) } else { V3::grey(0.90) };
        let steel = Steel { leg_metres: 0.13, brace_metres: 0.06, ..Steel::plain(h, colour) };
        let z = |n: u8| h * f32::from(n) / f32::from(BANDS);
        trunk(mesh, steel, (square(z(band)), square(z(band + 1))), (h / f32::from(BANDS) / 1.1) as usize);
    }
    for level in [0.35, 0.65, 0.95] {
        for (s, t) in [(0.0, 1.0), (0.87, -0.5), (-0.87, -0.5)] {
            let out = h * (0.25 + 0.3 * level);
            mesh.wire(stand.at(0.0, 0.0, h * level), stand.at(s * out, t * out, 0.0), 0.04, V3::grey(0.6));
        }
    }
    for (level, s) in [(0.86, 0.9), (0.80, -0.9), (0.91, -0.8)] {
        let at = stand.at(s, 0.3, h * level);
        mesh.tube(at, at + stand.along * 0.5, (1.3, 1.2), V3::grey(0.86));
    }
    for (s, t) in [(0.8, 0.0), (-0.4, 0.7), (-0.4, -0.7)] {
        mesh.block(stand.at(s, t, h * 0.96), stand.along, (0.15, 0.1), 2.0, V3::grey(0.88));
    }
    mesh.tube(stand.at(0.0, 0.0, h), stand.at(0.0, 0.0, h + 4.0), (0.07, 0.04), V3::grey(0.7));
    mesh.block(stand.at(4.0, 3.0, 0.0), stand.along, (1.6, 1.2), 2.4, V3::grey(0.72));
    mesh.clear.push(stand.foot);
}
