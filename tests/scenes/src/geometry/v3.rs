//! A vector of three numbers: metres (x east, y north, z up) or a colour.

use std::ops::{Add, Mul, Neg, Sub};

/// A point or direction in metres: x east, y north, z up, the ground at z = 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct V3 {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) z: f32,
}

/// A display-referred colour, 0..1 a channel.
pub(crate) type Rgb = V3;

impl V3 {
    pub(crate) const fn new(x: f32, y: f32, z: f32) -> Self {
        Self { x, y, z }
    }

    pub(crate) const fn grey(v: f32) -> Self {
        Self::new(v, v, v)
    }

    /// The horizontal unit vector at `azimuth` radians, counted from east to north.
    pub(crate) fn heading(azimuth: f32) -> Self {
        Self::new(azimuth.cos(), azimuth.sin(), 0.0)
    }

    pub(crate) const fn up(z: f32) -> Self {
        Self::new(0.0, 0.0, z)
    }

    pub(crate) fn dot(self, o: Self) -> f32 {
        self.x * o.x + self.y * o.y + self.z * o.z
    }

    pub(crate) fn cross(self, o: Self) -> Self {
        Self::new(self.y * o.z - self.z * o.y, self.z * o.x - self.x * o.z, self.x * o.y - self.y * o.x)
    }

    pub(crate) fn length(self) -> f32 {
        self.dot(self).sqrt()
    }

    /// The unit vector of the same direction; a null vector stays null.
    pub(crate) fn unit(self) -> Self {
        self * (1.0 / self.length().max(1e-9))
    }

    /// Channel by channel product: light times colour.
    pub(crate) fn tint(self, o: Self) -> Self {
        Self::new(self.x * o.x, self.y * o.y, self.z * o.z)
    }
}

impl Add for V3 {
    type Output = Self;
    fn add(self, o: Self) -> Self {
        Self::new(self.x + o.x, self.y + o.y, self.z + o.z)
    }
}

impl Sub for V3 {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        Self::new(self.x - o.x, self.y - o.y, self.z - o.z)
    }
}

impl Mul<f32> for V3 {
    type Output = Self;
    fn mul(self, k: f32) -> Self {
        Self::new(self.x * k, self.y * k, self.z * k)
    }
}

impl Neg for V3 {
    type Output = Self;
    fn neg(self) -> Self {
        self * -1.0
    }
}

/// The point `t` of the way from `a` to `b`.
pub(crate) fn mix(a: V3, b: V3, t: f32) -> V3 {
    a + (b - a) * t
}

/// 0 up to `low`, 1 from `high` on, smooth between.
pub(crate) fn smoothstep(low: f32, high: f32, v: f32) -> f32 {
    let t = ((v - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}
