//! Street lamps along a road.

use super::Stand;
use crate::geometry::V3;
use crate::ground::StripOfLand;
use crate::mesh::Mesh;

/// Lamps every 28 m beside the road, `count` of them around the point `along` metres along it.
pub(crate) fn lamp_posts(mesh: &mut Mesh, road: &StripOfLand, along: f32, count: u8) {
    for i in 0..count {
        let t = along + 28.0 * (f32::from(i) - f32::from(count / 2));
        let side = if i % 2 == 0 { 1.0 } else { -1.0 };
        let foot = road.point(t, side * (road.half_width_metres + 0.9));
        let towards = (road.point(t, 0.0) - foot).unit();
        let stand = Stand { foot, along: towards, height_metres: 9.0 };
        lamp(mesh, &stand);
    }
}

fn lamp(mesh: &mut Mesh, stand: &Stand) {
    let (h, grey) = (stand.height_metres, V3::grey(0.66));
    mesh.tube(stand.foot, stand.at(0.0, 0.0, h * 0.9), (0.2, 0.12), grey);
    mesh.tube(stand.at(0.0, 0.0, h * 0.9), stand.at(0.0, 0.5, h), (0.12, 0.1), grey);
    mesh.tube(stand.at(0.0, 0.5, h), stand.at(0.0, 2.0, h + 0.15), (0.1, 0.09), grey);
    mesh.block(stand.at(0.0, 2.1, h + 0.05), stand.along, (0.4, 0.16), 0.14, V3::grey(0.8));
    mesh.clear.push(stand.foot);
}
