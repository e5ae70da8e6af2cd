//! A line of supports with wires between.

use super::Stand;
use super::pole::{PoleKind, pole};
use super::pylon::{Livery, PylonKind, pylon};
use crate::dice::Dice;
use crate::geometry::{V3, mix};
use crate::mesh::Mesh;

/// What carries the wires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Support {
    Pylon(PylonKind),
    Pole(PoleKind),
}

/// A straight power line through a point of the ground.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PowerLine {
    support: Support,
    /// The support number 0; the others follow every `span_metres` along.
    pub(crate) stand: Stand,
    pub(crate) span_metres: f32,
    livery: Livery,
    /// Metres that a wire hangs through in the middle.
    sag_metres: f32,
    wire_metres: f32,
    wire_colour: V3,
    /// Wires of one phase side by side.
    bundle: usize,
}

/// Supports are built this many spans to either side of number 0.
const SPANS_EACH_WAY: i32 = 3;
/// Straight pieces of one span's curve.
const PIECES: usize = 26;

impl PowerLine {
    pub(crate) fn draw(dice: &mut Dice, support: Support, foot: V3) -> Self {
        let (height_metres, span_metres) = match support {
            Support::Pylon(_) => (dice.between(26.0, 52.0), dice.between(190.0, 340.0)),
            Support::Pole(_) => (dice.between(9.0, 13.0), dice.between(55.0, 95.0)),
        };
        let steel = [V3::grey(0.80), V3::grey(0.66), V3::new(0.58, 0.60, 0.60), V3::new(0.45, 0.50, 0.45)];
        let livery = Livery {
            colour: dice.pick(&steel),
            painted_above: if dice.chance(0.15) { dice.between(0.5, 0.75) } else { 2.0 },
            insulator_metres: dice.between(1.3, 3.2),
        };
        let stand = Stand { foot, along: V3::heading(dice.angle()), height_metres };
        let (wire_metres, bundle) = match support {
            Support::Pylon(_) => (dice.between(0.028, 0.045), 1 + dice.below(2)),
            Support::Pole(_) => (dice.between(0.014, 0.022), 1),
        };
        let sag_metres = span_metres * dice.between(0.014, 0.034);
        let wire_colour = V3::grey(dice.pick(&[0.42, 0.70, 0.86]));
        Self { support, stand, span_metres, livery, sag_metres, wire_metres, wire_colour, bundle }
    }

    /// The foot of support `number`.
    pub(crate) fn foot(&self, number: i32) -> V3 {
        self.stand.foot + self.stand.along * (number as f32 * self.span_metres)
    }

    /// Points up the middle and out to the arms of every support: what must be out of view when no support may show.
    pub(crate) fn support_points(&self) -> Vec<V3> {
        let (h, across) = (self.stand.height_metres, self.stand.across());
        (-SPANS_EACH_WAY..=SPANS_EACH_WAY)
            .flat_map(|n| {
                let foot = self.foot(n);
                let up = move |k: usize| foot + V3::up(h * k as f32 / 6.0);
                let arm = move |s: f32| foot + V3::up(h * 0.8) + across * (s * h * 0.3);
                (0..=6).map(up).chain([arm(-1.0), arm(1.0)])
            })
            .collect()
    }

    /// A point in the air in the middle of the span after support 0, on the height of the wires.
    pub(crate) fn mid_span(&self) -> V3 {
        self.stand.foot
            + self.stand.along * (self.span_metres * 0.5)
            + V3::up(self.stand.height_metres * 0.78 - self.sag_metres)
    }

    /// Builds supports and wires.
    pub(crate) fn build(&self, mesh: &mut Mesh) {
        let mut before: Option<Vec<V3>> = None;
        for number in -SPANS_EACH_WAY..=SPANS_EACH_WAY {
            let stand = Stand { foot: self.foot(number), ..self.stand };
            mesh.clear.push(stand.foot);
            let holds = match self.support {
                Support::Pylon(kind) => pylon(mesh, &stand, kind, self.livery),
                Support::Pole(kind) => pole(mesh, &stand, kind),
            };
            for (a, b) in before.iter().flatten().zip(&holds) {
                self.string(mesh, *a, *b);
            }
            before = Some(holds);
        }
    }

    /// One wire or bundle from hold to hold: a parabola, which a catenary this flat is to the eye.
    fn string(&self, mesh: &mut Mesh, a: V3, b: V3) {
        let across = self.stand.across() * 0.2;
        let sag = |t: f32| V3::up(-4.0 * self.sag_metres * t * (1.0 - t));
        for wire in 0..self.bundle {
            let shift = across * (2.0 * wire as f32 - (self.bundle as f32 - 1.0));
            for piece in 0..PIECES {
                let (t0, t1) = (piece as f32 / PIECES as f32, (piece as f32 + 1.0) / PIECES as f32);
                let (p, q) = (mix(a, b, t0) + sag(t0) + shift, mix(a, b, t1) + sag(t1) + shift);
                mesh.wire(p, q, self.wire_metres, self.wire_colour);
            }
        }
    }
}
