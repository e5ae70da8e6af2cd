//! What a point of the ground looks like before light falls on it.

use crate::geometry::{Rgb, mix};

/// Colour and fine structure of a point.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Surface {
    pub(crate) colour: Rgb,
    /// Contrast of the detail finer than the backdrop's pixels, 0 (water, asphalt) to 1 (leaves).
    pub(crate) rough: f32,
    /// Share of sky that the surface mirrors, 0 to 1.
    pub(crate) mirror: f32,
}

impl Surface {
    pub(crate) const fn matt(colour: Rgb, rough: f32) -> Self {
        Self { colour, rough, mirror: 0.0 }
    }

    /// The surface covered by `other` to the share `t`.
    pub(crate) fn under(self, other: Self, t: f32) -> Self {
        Self {
            colour: mix(self.colour, other.colour, t),
            rough: self.rough + (other.rough - self.rough) * t,
            mirror: self.mirror + (other.mirror - self.mirror) * t,
        }
    }
}
