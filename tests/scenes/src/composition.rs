//! Puts a scene together: the thing, the land around it, the light, and where the drone hovers.

mod aim;
mod props;

use aim::Aim;

use crate::Subject;
use crate::dice::Dice;
use crate::geometry::{Camera, Frame, Lens, Orientation, V3};
use crate::ground::{Land, LandKind};
use crate::light::Light;
use crate::mesh::Mesh;
use crate::raster::Optics;
use crate::structures::{PoleKind, PowerLine, PylonKind, Support};

/// Everything that decides how a scene looks, free of pixels.
#[derive(Clone, Debug)]
pub(crate) struct Composition {
    pub(crate) lens: Lens,
    pub(crate) aspect: f32,
    pub(crate) orientation: Orientation,
    pub(crate) land: Land,
    pub(crate) light: Light,
    pub(crate) optics: Optics,
    pub(crate) mesh: Mesh,
    pub(crate) noise_seed: u32,
}

impl Composition {
    pub(crate) fn draw(dice: &mut Dice, subject: Subject) -> Self {
        let kind = land_for(dice, subject);
        let mut mesh = Mesh::default();
        let land = Land::draw(dice, kind, V3::default());
        let aspect = dice.pick(&[4.0 / 3.0, 4.0 / 3.0, 3.0 / 2.0, 16.0 / 9.0]);
        let half_width = dice.pick(&[0.73, 0.73, 0.64, 0.5, 0.36]);
        let view = View { aspect, half_width };
        let lens = match subject {
            Subject::Pylon => {
                let kind = dice.pick(&PylonKind::ALL);
                line_view(dice, &mut mesh, Support::Pylon(kind), view)
            }
            Subject::Pole => {
                let kind = dice.pick(&PoleKind::ALL);
                line_view(dice, &mut mesh, Support::Pole(kind), view)
            }
            Subject::Wires => wires_view(dice, &mut mesh, view),
            _ => {
                let aim = props::place(dice, &mut mesh, &land, subject);
                aim.lens(dice, view)
            }
        };
        props::furnish(dice, &mut mesh, &land, lens.position);
        let light = Light::draw(dice);
        if lens.position.z < 25.0 {
            mesh.clear.push(V3::new(lens.position.x, lens.position.y, 0.0));
        }
        let orientation = orientation(dice);
        Self { lens, aspect, orientation, land, light, optics: optics(dice), mesh, noise_seed: dice.number() }
    }
}

/// The camera's picture format and opening.
#[derive(Clone, Copy, Debug)]
struct View {
    aspect: f32,
    half_width: f32,
}

impl View {
    fn camera(self, lens: &Lens) -> Camera {
        Camera::new(lens, Frame::of(0.3, self.aspect, Orientation::Upright))
    }
}

/// Looks at a support so that a good part of it is in the picture.
fn line_view(dice: &mut Dice, mesh: &mut Mesh, support: Support, view: View) -> Lens {
    let line = PowerLine::draw(dice, support, V3::default());
    line.build(mesh);
    let h = line.stand.height_metres;
    let mut lens = None;
    for attempt in 0..TRIES {
        let target = line.stand.foot + V3::up(h * dice.between(0.35, 0.9));
        let down = if dice.chance(0.12) { (68.0, 88.0) } else { (2.0, 55.0) };
        let off_centre = if attempt + 1 == TRIES { 0.0 } else { 0.75 };
        // A pole is looked at from farther away, in its own heights: drones keep off wires.
        let near = if matches!(support, Support::Pole(_)) { 1.3 } else { 0.6 };
        let distance = (h * near, h * dice.pick(&[1.4, 2.2, 3.6]));
        let drawn = Aim { target, distance, down, off_centre }.lens(dice, view);
        let camera = view.camera(&drawn);
        let seen =
            (2..=8).filter(|k| camera.sees(line.stand.foot + V3::up(h * *k as f32 / 8.0), 0.03)).count();
        lens = Some(drawn);
        if seen >= 3 {
            break;
        }
    }
    lens.expect("there is at least one try")
}

/// Looks at wires so that no support is in the picture.
fn wires_view(dice: &mut Dice, mesh: &mut Mesh, view: View) -> Lens {
    let support = if dice.chance(0.75) {
        Support::Pylon(dice.pick(&PylonKind::ALL))
    } else {
        Support::Pole(dice.pick(&PoleKind::ALL))
    };
    let line = PowerLine::draw(dice, support, V3::default());
    line.build(mesh);
    let hidden = |lens: &Lens| {
        let camera = view.camera(lens);
        line.support_points().iter().all(|p| !camera.sees(*p, -0.12))
    };
    for _ in 0..TRIES {
        let aim = Aim { target: line.mid_span(), distance: (9.0, 60.0), down: (8.0, 80.0), off_centre: 0.4 };
        let lens = aim.lens(dice, view);
        if hidden(&lens) {
            return lens;
        }
    }
    // Straight down from just above the wires: the supports are half a span away, far outside any view.
    Aim { target: line.mid_span(), distance: (8.0, 10.0), down: (88.0, 90.0), off_centre: 0.0 }
        .lens(dice, view)
}

/// Views are drawn this often before the one that cannot fail is taken.
const TRIES: usize = 60;

fn land_for(dice: &mut Dice, subject: Subject) -> LandKind {
    match subject {
        Subject::Bridge => LandKind::Riverside,
        Subject::Church => LandKind::Village,
        Subject::Lamps => dice.pick(&[LandKind::Village, LandKind::Farmland]),
        _ => dice.pick(&LandKind::ALL),
    }
}

fn orientation(dice: &mut Dice) -> Orientation {
    match dice.below(20) {
        0 => Orientation::HalfTurn,
        1 | 2 => Orientation::QuarterTurnRight,
        3 => Orientation::QuarterTurnLeft,
        _ => Orientation::Upright,
    }
}

fn optics(dice: &mut Dice) -> Optics {
    let seldom = |dice: &mut Dice, chance: f32, range: (f32, f32)| {
        let amount = dice.between(range.0, range.1);
        if dice.chance(chance) { amount } else { 0.0 }
    };
    Optics {
        grain: dice.between(1.6, 4.2),
        defocus: seldom(dice, 0.08, (0.5, 1.6)),
        motion: seldom(dice, 0.08, (1.0, 5.0)),
        vignette: dice.between(0.05, 0.30),
        detail: dice.between(0.36, 0.55),
    }
}
