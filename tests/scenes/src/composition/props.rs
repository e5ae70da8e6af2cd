//! The look-alikes of a scene, and the houses and cars around.

use super::Aim;
use crate::Subject;
use crate::dice::Dice;
use crate::geometry::V3;
use crate::ground::{Land, LandKind, StripOfLand};
use crate::mesh::Mesh;
use crate::structures::{self, Stand};

/// Builds the subject and says how to look at it.
pub(super) fn place(dice: &mut Dice, mesh: &mut Mesh, land: &Land, subject: Subject) -> Aim {
    let foot = V3::default();
    let along = V3::heading(dice.angle());
    match subject {
        Subject::Turbine => turbines(dice, mesh, along),
        Subject::Crane => {
            let stand = Stand { foot, along, height_metres: dice.between(24.0, 42.0) };
            let paint = [V3::new(0.85, 0.66, 0.12), V3::new(0.76, 0.20, 0.14), V3::grey(0.8)];
            structures::crane(mesh, &stand, dice.pick(&paint));
            tall(dice, &stand)
        }
        Subject::Antenna => {
            let stand = Stand { foot, along, height_metres: dice.between(32.0, 65.0) };
            structures::antenna(mesh, &stand);
            tall(dice, &stand)
        }
        Subject::Church => {
            let stand = Stand { foot, along, height_metres: dice.between(14.0, 22.0) };
            structures::church(mesh, &stand, (dice.pick(&WALLS), dice.pick(&ROOFS)));
            let h = stand.height_metres;
            Aim { distance: (h * 2.2, h * dice.pick(&[3.5, 6.0])), ..tall(dice, &stand) }
        }
        Subject::Bridge => bridge(dice, mesh, land),
        Subject::Lamps => lamps(dice, mesh, land),
        Subject::BareTrees => snags(dice, mesh),
        Subject::Empty | Subject::Pylon | Subject::Pole | Subject::Wires => open_land(dice),
    }
}

/// Adds a village or a farm with cars where the land has them.
pub(super) fn furnish(dice: &mut Dice, mesh: &mut Mesh, land: &Land, drone: V3) {
    let Some(road) = land.road else { return };
    if land.kind == LandKind::Village {
        village(dice, mesh, &road, drone);
    } else if land.kind == LandKind::Farmland && dice.chance(0.3) {
        let at = road.point(dice.sign() * dice.between(60.0, 160.0), dice.sign() * 26.0);
        for shift in 0..3_u8 {
            building(dice, mesh, at + road_direction(&road) * (f32::from(shift) * 24.0), &road);
        }
    }
    for _ in 0..dice.below(5) {
        let t = dice.between(-150.0, 150.0);
        let side = dice.sign();
        let along = road_direction(&road) * side;
        let stand = Stand { foot: road.point(t, side * -1.4), along, height_metres: 1.4 };
        let paint =
            [V3::grey(0.9), V3::grey(0.75), V3::grey(0.15), V3::new(0.6, 0.1, 0.1), V3::new(0.15, 0.25, 0.5)];
        structures::car(mesh, &stand, dice.pick(&paint));
    }
}

const WALLS: [V3; 4] =
    [V3::new(0.86, 0.83, 0.76), V3::new(0.80, 0.72, 0.60), V3::grey(0.88), V3::new(0.66, 0.60, 0.52)];
const ROOFS: [V3; 4] = [
    V3::new(0.62, 0.36, 0.25),
    V3::new(0.68, 0.44, 0.31),
    V3::new(0.36, 0.35, 0.36),
    V3::new(0.52, 0.31, 0.24),
];

fn road_direction(road: &StripOfLand) -> V3 {
    V3::heading(road.angle)
}

fn tall(dice: &mut Dice, stand: &Stand) -> Aim {
    let h = stand.height_metres;
    Aim {
        target: stand.foot + V3::up(h * dice.between(0.4, 0.95)),
        distance: (h * 0.7, h * dice.pick(&[1.5, 2.6, 4.0])),
        down: (2.0, 58.0),
        off_centre: 0.45,
    }
}

fn turbines(dice: &mut Dice, mesh: &mut Mesh, along: V3) -> Aim {
    let height_metres = dice.between(55.0, 95.0);
    let row = V3::heading(dice.angle());
    let count = 1 + dice.below(4);
    for i in 0..count {
        let foot = row * (i as f32 * height_metres * 3.4);
        structures::turbine(mesh, &Stand { foot, along, height_metres }, dice.angle());
    }
    Aim {
        target: V3::up(height_metres * dice.between(0.5, 1.0)),
        distance: (height_metres * 0.6, height_metres * dice.pick(&[1.4, 3.0])),
        down: (2.0, 45.0),
        off_centre: 0.5,
    }
}

fn bridge(dice: &mut Dice, mesh: &mut Mesh, land: &Land) -> Aim {
    let river = land.river.expect("a bridge is only placed on riverside land, which has a river");
    let foot = river.point(0.0, 0.0);
    let along = road_direction(&river);
    let stand = Stand { foot, along: V3::new(-along.y, along.x, 0.0), height_metres: dice.between(4.0, 9.0) };
    let paint = [V3::new(0.40, 0.47, 0.44), V3::grey(0.58), V3::new(0.52, 0.27, 0.20)];
    structures::bridge(mesh, &stand, river.half_width_metres * 2.0 + 22.0, dice.pick(&paint));
    Aim { target: foot + V3::up(6.0), distance: (28.0, 120.0), down: (6.0, 65.0), off_centre: 0.3 }
}

fn lamps(dice: &mut Dice, mesh: &mut Mesh, land: &Land) -> Aim {
    let fallback = StripOfLand {
        through: V3::default(),
        angle: dice.angle(),
        half_width_metres: 3.2,
        swing_metres: 0.0,
        wave_metres: 100.0,
    };
    let road = land.road.unwrap_or(fallback);
    structures::lamp_posts(mesh, &road, 0.0, 9);
    Aim {
        target: road.point(0.0, 0.0) + V3::up(5.0),
        distance: (12.0, 60.0),
        down: (4.0, 60.0),
        off_centre: 0.3,
    }
}

fn snags(dice: &mut Dice, mesh: &mut Mesh) -> Aim {
    let count = 1 + dice.below(6);
    for i in 0..count {
        let foot = V3::heading(dice.angle()) * (i as f32 * dice.between(4.0, 9.0));
        let stand = Stand { foot, along: V3::heading(0.0), height_metres: dice.between(9.0, 17.0) };
        structures::snag(mesh, &stand, dice);
    }
    Aim {
        target: V3::up(dice.between(4.0, 10.0)),
        distance: (14.0, 55.0),
        down: (2.0, 60.0),
        off_centre: 0.4,
    }
}

fn open_land(dice: &mut Dice) -> Aim {
    let down = dice.pick(&[(4.0, 20.0), (20.0, 60.0), (20.0, 60.0), (82.0, 90.0)]);
    Aim { target: V3::default(), distance: (35.0, 220.0), down, off_centre: 0.2 }
}

fn village(dice: &mut Dice, mesh: &mut Mesh, road: &StripOfLand, drone: V3) {
    for i in -8..=8_i16 {
        for (row, side) in [(15.0, -1.0), (15.0, 1.0), (40.0, -1.0), (40.0, 1.0)] {
            let t = f32::from(i) * 21.0 + dice.between(-4.0, 4.0);
            let at = road.point(t, side * (row + dice.between(-2.5, 4.0)));
            // The subject stands at the origin and keeps some room.
            if dice.chance(0.72) && at.length() > 26.0 && !in_the_way(at, drone) {
                building(dice, mesh, at, road);
            }
        }
    }
}

/// Whether a house at `at` would hide the subject from the drone.
fn in_the_way(at: V3, drone: V3) -> bool {
    let flat = V3::new(drone.x, drone.y, 0.0);
    let t = (at.dot(flat) / flat.dot(flat).max(1.0)).clamp(0.0, 1.3);
    drone.z < 60.0 && (at - flat * t).length() < 17.0
}

fn building(dice: &mut Dice, mesh: &mut Mesh, at: V3, road: &StripOfLand) {
    let turn = if dice.chance(0.6) { 0.0 } else { std::f32::consts::FRAC_PI_2 };
    let along = V3::heading(road.angle + turn + dice.between(-0.12, 0.12));
    let stand = Stand { foot: at, along, height_metres: dice.between(3.0, 6.2) };
    let form = structures::Walls {
        half_length: dice.between(5.0, 8.5),
        half_width: dice.between(3.6, 5.2),
        wall: dice.pick(&WALLS),
        roof: dice.pick(&ROOFS) * dice.between(0.85, 1.15),
    };
    structures::house(mesh, &stand, form);
}
