//! Where the drone hovers to look at something.

use super::View;
use crate::dice::Dice;
use crate::geometry::{Lens, V3};

/// What to look at and from where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Aim {
    pub(super) target: V3,
    /// Metres, least and most.
    pub(super) distance: (f32, f32),
    /// Degrees below the horizon at which the target is seen, least and most.
    pub(super) down: (f32, f32),
    /// How far from the middle the target may be, as a share of the half picture.
    pub(super) off_centre: f32,
}

/// Drones do not fly lower over ground.
const LOWEST_METRES: f32 = 5.0;

impl Aim {
    pub(super) fn lens(&self, dice: &mut Dice, view: View) -> Lens {
        let down = dice.between(self.down.0, self.down.1).to_radians();
        let distance = dice.between(self.distance.0, self.distance.1);
        let away = V3::heading(dice.angle()) * down.cos() + V3::up(down.sin());
        let mut position = self.target + away * distance;
        position.z = position.z.max(LOWEST_METRES);
        let to = (self.target - position).unit();
        let (x, y) = (dice.between(-1.0, 1.0) * self.off_centre, dice.between(-1.0, 1.0) * self.off_centre);
        Lens {
            position,
            yaw: to.y.atan2(to.x) + x * view.half_width.atan(),
            pitch_down: (-to.z).asin() + y * (view.half_width / view.aspect).atan(),
            roll: dice.between(-1.0, 1.0) * dice.between(0.0, 0.09),
            half_width: view.half_width,
        }
    }
}
