//! Lattice towers of transmission lines.

use super::Stand;
use super::lattice::{Section, Steel, arm, trunk};
use crate::geometry::{Rgb, V3, mix};
use crate::mesh::Mesh;

/// The families of towers that lines are built with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PylonKind {
    /// Two circuits on three levels of arms, the middle ones longest.
    Barrel,
    /// Two circuits on two levels.
    Danube,
    /// One circuit, arms on alternate sides.
    Alternate,
    /// One circuit, three wires side by side in a window ("cat's head").
    Delta,
    /// Two legs and a bridge.
    Portal,
    /// A steel tube with arms.
    Tube,
}

impl PylonKind {
    pub(crate) const ALL: [Self; 6] =
        [Self::Barrel, Self::Danube, Self::Alternate, Self::Delta, Self::Portal, Self::Tube];
}

/// Colours of a tower.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Livery {
    pub(crate) colour: Rgb,
    /// Share of the height above which the tower is painted for aircraft; 1 or more: not at all.
    pub(crate) painted_above: f32,
    /// Length of an insulator string, metres.
    pub(crate) insulator_metres: f32,
}

/// Builds the tower and returns where its wires hang: conductors first, then earth wires, left to right.
pub(crate) fn pylon(mesh: &mut Mesh, stand: &Stand, kind: PylonKind, livery: Livery) -> Vec<V3> {
    let h = stand.height_metres;
    let steel = Steel {
        painted_above: h * livery.painted_above,
        top: V3::new(0.78, 0.22, 0.16),
        ..Steel::plain(h, livery.colour)
    };
    let builder = Builder { stand, steel, insulator: livery.insulator_metres };
    builder.feet(mesh, kind);
    match kind {
        PylonKind::Barrel => builder.levels(mesh, &[(0.60, 0.125), (0.74, 0.165), (0.87, 0.11)]),
        PylonKind::Danube => builder.levels(mesh, &[(0.64, 0.26), (0.82, 0.16)]),
        PylonKind::Alternate => builder.alternate(mesh),
        PylonKind::Delta => builder.delta(mesh),
        PylonKind::Portal => builder.portal(mesh),
        PylonKind::Tube => builder.tube(mesh),
    }
}

struct Builder<'a> {
    stand: &'a Stand,
    steel: Steel,
    insulator: f32,
}

impl Builder<'_> {
    fn section(&self, centre: f32, half: f32, z: f32) -> Section {
        let corner = |s: f32, t: f32| self.stand.at(centre + s * half, t * half, z);
        [corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)]
    }

    /// The concrete blocks under the legs.
    fn feet(&self, mesh: &mut Mesh, kind: PylonKind) {
        let h = self.stand.height_metres;
        let (centres, half): (&[f32], f32) = match kind {
            PylonKind::Portal => (&[-0.22, 0.22], 0.045),
            PylonKind::Delta => (&[0.0], 0.09),
            PylonKind::Tube => (&[0.0], 0.0),
            _ => (&[0.0], 0.085),
        };
        for centre in centres {
            for corner in self.section(centre * h, half * h, 0.0) {
                mesh.block(corner, self.stand.along, (0.45, 0.45), 0.5, V3::grey(0.62));
            }
        }
    }

    /// The tapered body up to the waist and the slim upper part up to the peak.
    fn body(&self, mesh: &mut Mesh, waist: f32) {
        let h = self.stand.height_metres;
        let (foot, belt, neck) = (h * 0.085, h * 0.026, h * 0.018);
        let low = self.section(0.0, foot, 0.0);
        let mid = self.section(0.0, belt, h * waist);
        trunk(mesh, self.steel, (low, mid), 6);
        trunk(mesh, self.steel, (mid, self.section(0.0, neck, h * 0.92)), 6);
        arm(mesh, self.steel, self.section(0.0, neck, h * 0.92), self.stand.at(0.0, 0.0, h));
    }

    /// An arm at the height share `level`, reaching `reach` metres (negative: to the other side).
    fn arm(&self, mesh: &mut Mesh, level: f32, reach: f32) -> V3 {
        let h = self.stand.height_metres;
        let (half, z, rise) = (h * 0.022, h * level, h * 0.04);
        let side = half * reach.signum();
        let at = |t: f32, up: f32| self.stand.at(side, t * half, z + up);
        let tip = self.stand.at(reach, 0.0, z + rise * 0.15);
        arm(mesh, self.steel, [at(-1.0, 0.0), at(1.0, 0.0), at(1.0, rise), at(-1.0, rise)], tip);
        self.hang(mesh, tip)
    }

    /// An insulator string below `from`; the wire hangs at its end.
    fn hang(&self, mesh: &mut Mesh, from: V3) -> V3 {
        let end = from - V3::up(self.insulator);
        let glass = V3::new(0.36, 0.42, 0.40);
        mesh.tube(from, end, (0.10, 0.10), glass * 0.7);
        let discs = (self.insulator / 0.17) as usize;
        for i in 0..discs {
            let at = mix(from, end, (i as f32 + 0.5) / discs as f32);
            mesh.tube(at, at - V3::up(0.07), (0.28, 0.24), glass);
        }
        end
    }

    fn levels(&self, mesh: &mut Mesh, levels: &[(f32, f32)]) -> Vec<V3> {
        let h = self.stand.height_metres;
        self.body(mesh, 0.55);
        let mut wires = Vec::new();
        for (level, reach) in levels {
            for side in [-1.0, 1.0] {
                wires.push(self.arm(mesh, *level, side * reach * h));
                if *reach > 0.2 {
                    // Danube's lower arm carries an inner wire too.
                    wires.push(self.hang(mesh, self.stand.at(side * reach * h * 0.5, 0.0, level * h)));
                }
            }
        }
        wires.push(self.stand.at(0.0, 0.0, h));
        wires
    }

    fn alternate(&self, mesh: &mut Mesh) -> Vec<V3> {
        let h = self.stand.height_metres;
        self.body(mesh, 0.58);
        let mut wires: Vec<V3> = [(0.64, -0.15), (0.74, 0.15), (0.84, -0.13)]
            .iter()
            .map(|(level, reach)| self.arm(mesh, *level, reach * h))
            .collect();
        wires.push(self.stand.at(0.0, 0.0, h));
        wires
    }

    fn delta(&self, mesh: &mut Mesh) -> Vec<V3> {
        let h = self.stand.height_metres;
        let waist = self.section(0.0, h * 0.028, h * 0.58);
        trunk(mesh, self.steel, (self.section(0.0, h * 0.09, 0.0), waist), 6);
        for side in [-1.0, 1.0] {
            let low = self.section(side * h * 0.014, h * 0.014, h * 0.58);
            let high = self.section(side * h * 0.15, h * 0.014, h * 0.84);
            trunk(mesh, self.steel, (low, high), 5);
            let horn = self.section(side * h * 0.15, h * 0.014, h * 0.89);
            arm(mesh, self.steel, horn, self.stand.at(side * h * 0.17, 0.0, h));
        }
        self.bridge(mesh, (0.84, 0.89), 0.30)
    }

    fn portal(&self, mesh: &mut Mesh) -> Vec<V3> {
        let h = self.stand.height_metres;
        for side in [-1.0, 1.0] {
            let low = self.section(side * h * 0.22, h * 0.045, 0.0);
            trunk(mesh, self.steel, (low, self.section(side * h * 0.17, h * 0.022, h * 0.86)), 9);
            let horn = self.section(side * h * 0.17, h * 0.02, h * 0.92);
            arm(mesh, self.steel, horn, self.stand.at(side * h * 0.17, 0.0, h));
        }
        self.bridge(mesh, (0.86, 0.92), 0.36)
    }

    /// The bridge between the horns, reaching `reach` (share of the height) to either side, and its three wires.
    fn bridge(&self, mesh: &mut Mesh, levels: (f32, f32), reach: f32) -> Vec<V3> {
        let h = self.stand.height_metres;
        let half = h * 0.016;
        let cut = |s: f32| -> Section {
            let at = |t: f32, z: f32| self.stand.at(s * h, t * half, z * h);
            [at(-1.0, levels.0), at(1.0, levels.0), at(1.0, levels.1), at(-1.0, levels.1)]
        };
        trunk(mesh, self.steel, (cut(-0.17), cut(0.17)), 9);
        for side in [-1.0, 1.0] {
            arm(mesh, self.steel, cut(side * 0.17), self.stand.at(side * reach * h, 0.0, levels.1 * h));
        }
        let place = |s: f32| self.stand.at(s * h, 0.0, if s == 0.0 { levels.0 * h } else { levels.1 * h });
        let mut wires: Vec<V3> = [-reach, 0.0, reach].iter().map(|s| self.hang(mesh, place(*s))).collect();
        wires.extend([-0.17, 0.17].map(|s| self.stand.at(s * h, 0.0, h)));
        wires
    }

    fn tube(&self, mesh: &mut Mesh) -> Vec<V3> {
        let h = self.stand.height_metres;
        mesh.tube(self.stand.foot, self.stand.at(0.0, 0.0, h), (1.5, 0.5), self.steel.colour);
        let mut wires = Vec::new();
        for (level, reach) in [(0.66, 0.13), (0.79, 0.15), (0.92, 0.11)] {
            for side in [-1.0, 1.0] {
                let (root, tip) = (
                    self.stand.at(0.0, 0.0, level * h),
                    self.stand.at(side * reach * h, 0.0, level * h + 0.9),
                );
                mesh.tube(root, tip, (0.42, 0.2), self.steel.colour);
                wires.push(self.hang(mesh, tip));
            }
        }
        wires.push(self.stand.at(0.0, 0.0, h));
        wires
    }
}
