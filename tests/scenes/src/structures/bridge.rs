//! Steel truss bridges.

use super::Stand;
use super::lattice::Steel;
use crate::geometry::{Rgb, V3};
use crate::mesh::Mesh;

/// A truss bridge of `length_metres` along the stand, its deck `height_metres` above the water.
pub(crate) fn bridge(mesh: &mut Mesh, stand: &Stand, length_metres: f32, colour: Rgb) {
    const HALF_WIDTH: f32 = 4.2;
    let (deck, rise) = (stand.height_metres, 7.0);
    let steel = Steel { leg_metres: 0.42, brace_metres: 0.26, ..Steel::plain(20.0, colour) };
    let panels = (length_metres / 7.0).ceil().max(4.0) as usize;
    let t = |i: usize| length_metres * (i as f32 / panels as f32 - 0.5);
    for i in 0..panels {
        let corners =
            [(-HALF_WIDTH, t(i)), (HALF_WIDTH, t(i)), (HALF_WIDTH, t(i + 1)), (-HALF_WIDTH, t(i + 1))];
        mesh.face(corners.iter().map(|(s, t)| stand.at(*s, *t, deck)).collect(), V3::grey(0.50), 0.06);
        mesh.solids.push(corners.iter().map(|(s, t)| stand.at(*s, *t, deck)).collect());
        for side in [-HALF_WIDTH, HALF_WIDTH] {
            let (low, high) = (|i| stand.at(side, t(i), deck), |i| stand.at(side, t(i), deck + rise));
            steel.leg(mesh, low(i), low(i + 1));
            let inner = i > 0 && i + 1 < panels;
            if inner {
                steel.leg(mesh, high(i), high(i + 1));
                steel.brace(mesh, low(i), high(i));
                let (from, to) = if i % 2 == 0 { (low(i), high(i + 1)) } else { (high(i), low(i + 1)) };
                steel.brace(mesh, from, to);
            } else {
                let (from, to) = if i == 0 { (low(0), high(1)) } else { (high(i), low(i + 1)) };
                steel.leg(mesh, from, to);
            }
        }
        if i > 0 {
            steel.brace(
                mesh,
                stand.at(-HALF_WIDTH, t(i), deck + rise),
                stand.at(HALF_WIDTH, t(i), deck + rise),
            );
        }
    }
    for end in [0, panels] {
        mesh.block(
            stand.at(0.0, t(end), 0.0),
            stand.along,
            (2.5, HALF_WIDTH + 1.0),
            deck,
            V3::new(0.60, 0.58, 0.53),
        );
    }
}
