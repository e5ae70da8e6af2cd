//! Sun, sky and haze.

use crate::dice::Dice;
use crate::geometry::{Rgb, V3, mix, smoothstep};
use crate::noise::{Noise, Octaves};

/// The weather of a scene.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Light {
    /// Unit vector towards the sun.
    pub(crate) sun: V3,
    /// Colour and strength of direct light on a surface that faces the sun.
    pub(crate) direct: Rgb,
    /// Light from the whole sky.
    pub(crate) ambient: Rgb,
    /// Share of the ground's light that a shadow takes away.
    pub(crate) shadow: f32,
    horizon: Rgb,
    zenith: Rgb,
    /// Distance at which haze has swallowed 63 % of a surface, metres.
    visibility_metres: f32,
    clouds: f32,
    noise: Noise,
}

#[derive(Clone, Copy)]
enum Weather {
    Clear,
    Golden,
    Overcast,
    Misty,
}

impl Light {
    pub(crate) fn draw(dice: &mut Dice) -> Self {
        use Weather::{Clear, Golden, Misty, Overcast};
        let weather = dice.pick(&[Clear, Clear, Clear, Clear, Golden, Golden, Overcast, Overcast, Misty]);
        let elevation = match weather {
            Golden => dice.between(7.0, 18.0),
            _ => dice.between(28.0, 64.0),
        }
        .to_radians();
        let sun = V3::heading(dice.angle()) * elevation.cos() + V3::up(elevation.sin());
        let (direct, ambient, shadow) = match weather {
            Clear => (V3::new(0.82, 0.78, 0.70), V3::new(0.36, 0.40, 0.47), 0.56),
            Golden => (V3::new(0.86, 0.66, 0.42), V3::new(0.33, 0.35, 0.43), 0.52),
            Overcast => (V3::new(0.22, 0.22, 0.23), V3::new(0.70, 0.72, 0.75), 0.10),
            Misty => (V3::new(0.28, 0.27, 0.25), V3::new(0.62, 0.65, 0.68), 0.14),
        };
        let (horizon, zenith) = match weather {
            Clear => (V3::new(0.78, 0.86, 0.93), V3::new(0.28, 0.50, 0.80)),
            Golden => (V3::new(0.95, 0.82, 0.66), V3::new(0.42, 0.55, 0.74)),
            Overcast => (V3::new(0.84, 0.86, 0.88), V3::new(0.66, 0.70, 0.75)),
            Misty => (V3::new(0.82, 0.84, 0.86), V3::new(0.72, 0.76, 0.80)),
        };
        let visibility_metres = match weather {
            Misty => dice.between(450.0, 1300.0),
            Overcast => dice.between(1500.0, 5000.0),
            Clear | Golden => dice.between(2500.0, 9000.0),
        };
        let clouds = if dice.chance(0.55) { dice.between(0.25, 0.8) } else { 0.0 };
        let noise = Noise::new(dice.number());
        Self { sun, direct, ambient, shadow, horizon, zenith, visibility_metres, clouds, noise }
    }

    /// Light on a surface with the unit normal `normal`.
    pub(crate) fn on(&self, normal: V3) -> Rgb {
        let sky = 1.05 + 0.2 * normal.z;
        self.ambient * sky + self.direct * normal.dot(self.sun).max(0.0)
    }

    /// Light on level ground in the sun.
    pub(crate) fn on_ground(&self) -> Rgb {
        // Exposure follows the ground: a low sun makes it warm, not black.
        self.ambient + self.direct * (0.45 + 0.55 * self.sun.z)
    }

    /// Light on a thin rod along the unit vector `axis`.
    pub(crate) fn on_rod(&self, axis: V3) -> Rgb {
        let along = axis.dot(self.sun);
        self.ambient + self.direct * ((1.0 - along * along).max(0.0).sqrt() * 0.8)
    }

    /// What is left of `colour` after `metres` of air.
    pub(crate) fn through_air(&self, colour: Rgb, metres: f32) -> Rgb {
        mix(colour, self.horizon * 0.94, 1.0 - (-metres / self.visibility_metres).exp())
    }

    /// The sky, or the far hills before it, in the direction of the unit vector `ray` (z at or above 0).
    pub(crate) fn sky(&self, ray: V3) -> Rgb {
        let azimuth = ray.y.atan2(ray.x);
        for (distance, scale, lift) in [(2600.0, 9.0, 0.012), (5200.0, 6.0, 0.024), (9500.0, 4.0, 0.034)] {
            let shape = self.noise.fractal(azimuth * scale, distance * 0.01, 1.0, OUTLINE);
            if ray.z < lift * (0.8 + 1.7 * shape) {
                return self.through_air(V3::new(0.24, 0.31, 0.20).tint(self.on_ground()), distance);
            }
        }
        let blue = mix(self.horizon, self.zenith, ray.z.max(0.0).powf(0.55));
        let near_sun = ray.dot(self.sun).max(0.0);
        let glow = self.direct * (0.45 * near_sun.powi(24) + 0.14 * near_sun.powi(4));
        let high = 1.0 / (ray.z + 0.06);
        let puff = self.noise.fractal(ray.x * high, ray.y * high, 0.9, CLOUD);
        let cover = self.clouds * smoothstep(0.02, 0.45, puff + 0.1) * smoothstep(0.0, 0.12, ray.z);
        mix(blue + glow, self.horizon + V3::grey(0.08) - V3::grey(0.16 * puff.max(0.0)), cover)
    }
}

const OUTLINE: Octaves = Octaves { count: 4, gain: 0.5, footprint: 0.0 };
const CLOUD: Octaves = Octaves { count: 5, gain: 0.55, footprint: 0.0 };
