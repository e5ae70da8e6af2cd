//! What people build: power lines first, then everything that can be mistaken for one.

mod antenna;
mod bridge;
mod building;
mod crane;
mod lamp;
mod lattice;
mod pole;
mod power_line;
mod pylon;
mod snag;
mod turbine;

pub(crate) use antenna::antenna;
pub(crate) use bridge::bridge;
pub(crate) use building::{Walls, car, church, house};
pub(crate) use crane::crane;
pub(crate) use lamp::lamp_posts;
pub(crate) use pole::PoleKind;
pub(crate) use power_line::{PowerLine, Support};
pub(crate) use pylon::PylonKind;
pub(crate) use snag::snag;
pub(crate) use turbine::turbine;

use crate::geometry::V3;

/// Where and how a thing stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stand {
    pub(crate) foot: V3,
    /// Horizontal unit vector along the line, bridge or jib.
    pub(crate) along: V3,
    pub(crate) height_metres: f32,
}

impl Stand {
    /// Horizontal unit vector to the left of `along`.
    fn across(&self) -> V3 {
        V3::new(-self.along.y, self.along.x, 0.0)
    }

    /// The point `s` metres across, `t` along and `z` up.
    fn at(&self, s: f32, t: f32, z: f32) -> V3 {
        self.foot + self.across() * s + self.along * t + V3::up(z)
    }
}
