//! Tower cranes.

use super::Stand;
use super::lattice::{Section, Steel, trunk};
use crate::geometry::{Rgb, V3};
use crate::mesh::Mesh;

/// A tower crane whose jib points `along`.
pub(crate) fn crane(mesh: &mut Mesh, stand: &Stand, colour: Rgb) {
    let h = stand.height_metres;
    let steel = Steel { leg_metres: 0.22, brace_metres: 0.11, ..Steel::plain(h, colour) };
    let square = |z: f32| -> Section {
        [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(s, t)| stand.at(s, t, z))
    };
    trunk(mesh, steel, (square(0.0), square(h)), (h / 2.4) as usize);
    mesh.block(stand.at(0.0, 0.0, 0.0), stand.along, (3.0, 3.0), 1.2, V3::grey(0.6));
    let reach = h * 1.05;
    let cut = |t: f32, width: f32, high: f32| -> Section {
        [
            stand.at(-width, t, h),
            stand.at(width, t, h),
            stand.at(width * 0.2, t, h + high),
            stand.at(-width * 0.2, t, h + high),
        ]
    };
    trunk(mesh, steel, (cut(1.0, 0.8, 1.6), cut(reach, 0.6, 1.1)), (reach / 2.2) as usize);
    trunk(mesh, steel, (cut(-1.0, 0.8, 1.2), cut(-reach * 0.3, 0.8, 1.0)), (reach * 0.3 / 2.2) as usize);
    mesh.block(stand.at(0.0, -reach * 0.28, h - 2.2), stand.along, (1.6, 0.7), 2.6, V3::grey(0.55));
    mesh.block(stand.at(1.6, 0.8, h - 1.2), stand.along, (0.9, 0.8), 2.1, V3::new(0.75, 0.80, 0.84));
    let peak = stand.at(0.0, 0.0, h + 6.5);
    for (s, t) in [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)] {
        steel.leg(mesh, stand.at(s, t, h), peak);
    }
    for t in [reach * 0.4, reach * 0.8, -reach * 0.28] {
        mesh.angle(peak, stand.at(0.0, t, h + 1.3), 0.07, V3::grey(0.35));
    }
    let hook = reach * 0.62;
    mesh.angle(stand.at(0.0, hook, h), stand.at(0.0, hook, h * 0.45), 0.06, V3::grey(0.25));
    mesh.block(stand.at(0.0, hook, h * 0.45 - 1.0), stand.along, (0.4, 0.4), 1.0, V3::grey(0.3));
    mesh.clear.push(stand.foot);
}
