//! How the land is divided: rows of parcels with tracks and hedges between.

use super::Surface;
use super::crop::{Season, Spot, crop};
use crate::geometry::V3;
use crate::noise::{Noise, fraction, hash};

/// The pattern of parcels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parcels {
    /// Direction of the rows of parcels, radians.
    pub(crate) angle: f32,
    pub(crate) width_metres: f32,
    pub(crate) height_metres: f32,
    pub(crate) season: Season,
    pub(crate) seed: u32,
}

/// Where a point lies in its parcel.
struct Place {
    parcel: u32,
    /// Metres to the nearest border.
    border: f32,
}

impl Parcels {
    pub(crate) fn surface(&self, p: V3, footprint: f32, noise: &Noise) -> Surface {
        let (u, v) = self.turn(p, noise);
        let place = self.place(u, v);
        let skew = fraction(place.parcel, 3) * 0.6;
        let (along, across) = if place.parcel & 0x100 == 0 { (u, v + u * skew) } else { (v, u + v * skew) };
        let spot = Spot { along, across, footprint, parcel: place.parcel };
        let inside = crop(&spot, self.season, noise);
        let edge = 1.0 - (place.border / (0.9 + footprint)).min(1.0);
        let verge = Surface::matt(V3::new(0.42, 0.42, 0.25), 0.6);
        inside.under(verge, edge * 0.8)
    }

    /// 1 on a border that carries a hedge, falling to 0 two metres away.
    pub(crate) fn hedge(&self, p: V3, noise: &Noise) -> f32 {
        let (u, v) = self.turn(p, noise);
        let place = self.place(u, v);
        if fraction(place.parcel, 1) < 0.6 { 0.0 } else { (1.0 - place.border / 3.0).max(0.0) }
    }

    /// Field coordinates: turned, and bent a little so that no border is ruler-straight.
    fn turn(&self, p: V3, noise: &Noise) -> (f32, f32) {
        let (sin, cos) = self.angle.sin_cos();
        let bend = noise.at(p.x / 170.0, p.y / 170.0) * 14.0;
        (p.x * cos + p.y * sin + bend, p.y * cos - p.x * sin + bend * 0.6)
    }

    fn place(&self, u: f32, v: f32) -> Place {
        let row = (v / self.height_metres).floor();
        let own = hash(row as i32, 1, self.seed);
        let width = self.width_metres * (0.55 + fraction(own, 0));
        let shifted = u + fraction(own, 1) * width;
        let column = (shifted / width).floor();
        let (fu, fv) = (shifted - column * width, v - row * self.height_metres);
        let border = fu.min(width - fu).min(fv).min(self.height_metres - fv);
        Place { parcel: hash(column as i32, row as i32, self.seed), border }
    }
}
