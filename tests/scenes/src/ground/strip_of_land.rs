//! A long band across the land: a road, a track or a river.

use crate::geometry::V3;

/// A gently bent band.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StripOfLand {
    /// A point of its middle line.
    pub(crate) through: V3,
    /// Direction in radians.
    pub(crate) angle: f32,
    pub(crate) half_width_metres: f32,
    /// How far the middle line swings to either side, metres, over `wave_metres`.
    pub(crate) swing_metres: f32,
    pub(crate) wave_metres: f32,
}

impl StripOfLand {
    /// Metres along the band and (signed) off its middle line.
    pub(crate) fn locate(&self, p: V3) -> (f32, f32) {
        let d = p - self.through;
        let (sin, cos) = self.angle.sin_cos();
        let (along, off) = (d.x * cos + d.y * sin, d.y * cos - d.x * sin);
        (along, off - self.swing_metres * (along / self.wave_metres).sin())
    }

    /// The point `along` metres along and `off` metres beside the middle line.
    pub(crate) fn point(&self, along: f32, off: f32) -> V3 {
        let side = off + self.swing_metres * (along / self.wave_metres).sin();
        let (sin, cos) = self.angle.sin_cos();
        self.through + V3::new(along * cos - side * sin, along * sin + side * cos, 0.0)
    }
}
