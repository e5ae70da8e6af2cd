//! Wooden and concrete poles of distribution lines.

use super::Stand;
use crate::geometry::V3;
use crate::mesh::Mesh;

/// The kinds of poles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PoleKind {
    /// One wooden pole with a cross-arm.
    Wood,
    /// One concrete pole with a steel cross-arm.
    Concrete,
    /// Two wooden poles with a beam between.
    Twin,
}

impl PoleKind {
    pub(crate) const ALL: [Self; 3] = [Self::Wood, Self::Concrete, Self::Twin];
}

/// Builds the pole and returns where its three wires are held.
pub(crate) fn pole(mesh: &mut Mesh, stand: &Stand, kind: PoleKind) -> Vec<V3> {
    let h = stand.height_metres;
    let wood = V3::new(0.40, 0.33, 0.26);
    let (colour, arm_colour) = match kind {
        PoleKind::Concrete => (V3::grey(0.66), V3::grey(0.52)),
        PoleKind::Wood | PoleKind::Twin => (wood, wood * 1.15),
    };
    let posts: &[f32] = if kind == PoleKind::Twin { &[-1.4, 1.4] } else { &[0.0] };
    for s in posts {
        mesh.tube(stand.at(*s, 0.0, 0.0), stand.at(*s, 0.0, h), (0.42, 0.26), colour);
    }
    let (level, half) = (h * 0.95, if kind == PoleKind::Twin { 2.9 } else { 1.35 });
    mesh.angle(stand.at(-half, 0.0, level), stand.at(half, 0.0, level), 0.2, arm_colour);
    if kind == PoleKind::Twin {
        mesh.angle(stand.at(-1.4, 0.0, h * 0.5), stand.at(1.4, 0.0, h * 0.8), 0.14, colour);
        mesh.angle(stand.at(1.4, 0.0, h * 0.5), stand.at(-1.4, 0.0, h * 0.8), 0.14, colour);
    } else {
        for side in [-1.0, 1.0] {
            mesh.angle(
                stand.at(side * half * 0.7, 0.0, level),
                stand.at(0.0, 0.0, level - 0.9),
                0.07,
                arm_colour,
            );
        }
    }
    [-half * 0.92, 0.0, half * 0.92]
        .iter()
        .map(|s| {
            let base = stand.at(*s, 0.0, if *s == 0.0 { h } else { level });
            mesh.tube(base, base + V3::up(0.42), (0.16, 0.22), V3::new(0.62, 0.55, 0.48));
            base + V3::up(0.42)
        })
        .collect()
}
