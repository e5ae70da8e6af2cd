//! Wind turbines.

use super::Stand;
use crate::geometry::V3;
use crate::mesh::Mesh;

/// A turbine that faces `along`, its first blade turned by `turn` radians.
pub(crate) fn turbine(mesh: &mut Mesh, stand: &Stand, turn: f32) {
    let h = stand.height_metres;
    let white = V3::new(0.90, 0.91, 0.92);
    let steps = 8;
    for i in 0..steps {
        let (t0, t1) = (i as f32 / steps as f32, (i as f32 + 1.0) / steps as f32);
        let width = |t: f32| h * (0.055 - 0.025 * t);
        mesh.tube(stand.at(0.0, 0.0, h * t0), stand.at(0.0, 0.0, h * t1), (width(t0), width(t1)), white);
    }
    mesh.block(
        stand.at(0.0, -h * 0.02, h * 0.985),
        stand.along,
        (h * 0.055, h * 0.02),
        h * 0.042,
        white * 0.97,
    );
    let hub = stand.at(0.0, h * 0.045, h * 1.005);
    mesh.tube(hub, hub + stand.along * (h * 0.035), (h * 0.036, h * 0.012), white);
    for k in 0..3_u8 {
        let angle = turn + f32::from(k) * std::f32::consts::TAU / 3.0;
        let out = stand.across() * angle.cos() + V3::up(angle.sin());
        let side = stand.across() * -angle.sin() + V3::up(angle.cos());
        blade(mesh, hub, (out, side), h * 0.62);
    }
    mesh.clear.push(stand.foot);
}

fn blade(mesh: &mut Mesh, hub: V3, (out, side): (V3, V3), length: f32) {
    // Chord and its offset along the blade: narrow root, widest at a fifth, thin tip.
    let shape = [(0.0, 0.022), (0.06, 0.026), (0.2, 0.062), (0.5, 0.040), (0.8, 0.024), (1.0, 0.004)];
    for pair in shape.windows(2) {
        let rim = |(t, chord): (f32, f32), k: f32| hub + out * (t * length) + side * (k * chord * length);
        let points = vec![rim(pair[0], -0.35), rim(pair[1], -0.35), rim(pair[1], 0.65), rim(pair[0], 0.65)];
        mesh.face(points, V3::new(0.92, 0.93, 0.94), 0.0);
        mesh.tube(
            rim(pair[0], 0.0),
            rim(pair[1], 0.0),
            (0.02 * length * (1.1 - pair[0].0), 0.02 * length * (1.1 - pair[1].0)),
            V3::grey(0.93),
        );
    }
}
