//! Houses, churches and cars.

use super::Stand;
use crate::geometry::{Rgb, V3};
use crate::mesh::Mesh;

/// Outer form of a house: half length, half width and height of its walls, metres.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Walls {
    pub(crate) half_length: f32,
    pub(crate) half_width: f32,
    pub(crate) wall: Rgb,
    pub(crate) roof: Rgb,
}

/// A house with a gable roof; the stand's height is that of its walls.
pub(crate) fn house(mesh: &mut Mesh, stand: &Stand, form: Walls) {
    let (l, w, h) = (form.half_length, form.half_width, stand.height_metres);
    mesh.block(stand.foot, stand.along, (l, w), h, form.wall);
    let ridge_z = h + w * 0.75;
    let (eave, verge) = (w + 0.45, l + 0.35);
    let ridge = |t: f32| stand.at(0.0, t, ridge_z);
    for side in [-1.0, 1.0] {
        let low = |t: f32| stand.at(side * eave, t, h - 0.25);
        let slope = vec![low(-verge), low(verge), ridge(verge), ridge(-verge)];
        mesh.face(slope, form.roof, 0.16);
        let gable =
            vec![stand.at(-w, side * l, h), stand.at(w, side * l, h), stand.at(0.0, side * l, ridge_z)];
        mesh.face(gable, form.wall, 0.04);
        mesh.tube(low(-verge), low(verge), (0.14, 0.14), form.wall * 0.7);
        windows(mesh, stand, (l, side * (w + 0.03)));
    }
    let chimney = stand.at(w * 0.3, l * 0.5, ridge_z - w * 0.35);
    mesh.block(chimney, stand.along, (0.4, 0.35), w * 0.5, form.wall * 0.8);
    let roof_shadow = [(-eave, -verge), (eave, -verge), (eave, verge), (-eave, verge)];
    let mut outline: Vec<V3> = roof_shadow.iter().map(|(s, t)| stand.at(*s, *t, h)).collect();
    outline.extend([ridge(-verge), ridge(verge)]);
    mesh.solids.push(outline);
    mesh.clear.push(stand.foot);
}

fn windows(mesh: &mut Mesh, stand: &Stand, (half_length, s): (f32, f32)) {
    let count = (half_length / 1.6) as u8;
    for i in 0..count {
        let t = half_length * ((f32::from(i) + 0.5) / f32::from(count) * 2.0 - 1.0);
        let at = |dt: f32, z: f32| stand.at(s, t + dt, z);
        let pane = vec![at(-0.5, 1.0), at(0.5, 1.0), at(0.5, 2.2), at(-0.5, 2.2)];
        mesh.face(pane, V3::new(0.18, 0.21, 0.25), 0.0);
    }
}

/// A church: a nave and a tower with a spire; the stand's height is that of the tower's walls.
pub(crate) fn church(mesh: &mut Mesh, stand: &Stand, (wall, roof): (Rgb, Rgb)) {
    let h = stand.height_metres;
    let nave = Stand { foot: stand.at(0.0, -h * 0.55, 0.0), height_metres: h * 0.42, ..*stand };
    house(mesh, &nave, Walls { half_length: h * 0.42, half_width: h * 0.2, wall, roof });
    let half = h * 0.12;
    mesh.block(stand.foot, stand.along, (half, half), h, wall);
    let tip = stand.at(0.0, 0.0, h * 1.75);
    let eave = half + 0.25;
    let corners =
        [(-eave, -eave), (eave, -eave), (eave, eave), (-eave, eave)].map(|(s, t)| stand.at(s, t, h));
    for k in 0..4 {
        mesh.face(vec![corners[k], corners[(k + 1) % 4], tip], roof * 0.85, 0.1);
        let (a, b) = (corners[k], corners[(k + 1) % 4]);
        let middle = (a + b) * 0.5 - V3::up(h * 0.16);
        let side = (b - a).unit() * (half * 0.3);
        let bell = vec![
            middle - side,
            middle + side,
            middle + side + V3::up(h * 0.1),
            middle - side + V3::up(h * 0.1),
        ];
        mesh.face(bell, V3::grey(0.16), 0.0);
    }
    mesh.tube(tip, tip + V3::up(1.8), (0.1, 0.1), V3::grey(0.3));
    let mut outline: Vec<V3> = corners.to_vec();
    outline.push(tip);
    mesh.solids.push(outline);
    mesh.clear.push(stand.foot);
}

/// A parked or driving car.
pub(crate) fn car(mesh: &mut Mesh, stand: &Stand, colour: Rgb) {
    mesh.block(stand.at(0.0, 0.0, 0.25), stand.along, (2.15, 0.88), 0.62, colour);
    mesh.block(stand.at(0.0, -0.2, 0.87), stand.along, (1.15, 0.76), 0.5, V3::new(0.14, 0.16, 0.19));
    let roof = [(-0.7, -1.2), (0.7, -1.2), (0.7, 0.8), (-0.7, 0.8)].map(|(s, t)| stand.at(s, t, 1.39));
    mesh.face(roof.to_vec(), colour, 0.0);
}
