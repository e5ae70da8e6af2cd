//! Bare trees: branching bars that a classifier may take for steel.

use super::Stand;
use crate::dice::Dice;
use crate::geometry::V3;
use crate::mesh::Mesh;

/// A leafless tree of the stand's height.
pub(crate) fn snag(mesh: &mut Mesh, stand: &Stand, dice: &mut Dice) {
    let bark = V3::new(0.42, 0.37, 0.32) * dice.between(0.8, 1.35);
    let first = stand.height_metres * 0.34;
    let lean = V3::heading(dice.angle()) * 0.1;
    let width = stand.height_metres * 0.032;
    grow(
        mesh,
        dice,
        bark,
        (Twig { from: stand.foot, towards: (V3::up(1.0) + lean).unit(), length: first, width }, 6),
    );
    mesh.clear.push(stand.foot);
}

struct Twig {
    from: V3,
    towards: V3,
    length: f32,
    width: f32,
}

fn grow(mesh: &mut Mesh, dice: &mut Dice, bark: V3, (twig, levels): (Twig, u8)) {
    let end = twig.from + twig.towards * twig.length;
    mesh.tube(twig.from, end, (twig.width, twig.width * 0.7), bark);
    if levels == 0 {
        return;
    }
    let branches = if levels > 4 { 3 } else { 2 + dice.below(2) };
    for i in 0..branches {
        // The first branch goes on nearly straight, the others leave it.
        let spread = if i == 0 { 0.22 } else { dice.between(0.5, 0.95) };
        let side = V3::heading(dice.angle()) * spread;
        let towards = (twig.towards + side + V3::up(0.10)).unit();
        let length = twig.length * dice.between(0.62, 0.86);
        let next = Twig { from: end, towards, length, width: twig.width * 0.62 };
        grow(mesh, dice, bark, (next, levels - 1));
    }
}
