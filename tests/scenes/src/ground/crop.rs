//! What grows in a parcel, seen from above.

use super::Surface;
use crate::geometry::V3;
use crate::noise::{Noise, Octaves, fraction};

/// A point inside a parcel.
pub(crate) struct Spot {
    /// Metres along and across the rows.
    pub(crate) along: f32,
    pub(crate) across: f32,
    /// Metres that a pixel covers.
    pub(crate) footprint: f32,
    /// The parcel's own random number.
    pub(crate) parcel: u32,
}

/// Colour, contrast of the rows, distance of the rows in metres, roughness.
struct Crop {
    colour: V3,
    between: V3,
    row_metres: f32,
    rows: f32,
    mottle: f32,
    rough: f32,
}

/// The land's season, which decides how green it is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Season {
    Spring,
    Summer,
    Autumn,
}

/// The surface of the parcel's crop at the spot.
pub(crate) fn crop(spot: &Spot, season: Season, noise: &Noise) -> Surface {
    let crop = choose(fraction(spot.parcel, 0), season);
    let octaves = Octaves { count: 5, gain: 0.6, footprint: spot.footprint };
    let mottle = noise.fractal(spot.along, spot.across, 38.0, octaves);
    let wobble = noise.at(spot.along / 40.0, spot.across / 40.0) * 1.2;
    let spacing = crop.row_metres * (0.85 + 0.5 * fraction(spot.parcel, 1));
    let rows = stripes((spot.across + wobble) / spacing, spot.footprint / spacing) * crop.rows;
    let tram = tramlines(spot, wobble);
    let share = (0.5 + rows + mottle * 0.35).clamp(0.0, 1.0);
    let base = crop.between + (crop.colour - crop.between) * share;
    let own = 0.88 + 0.24 * fraction(spot.parcel, 2);
    let colour = base * (own * (1.0 + mottle * crop.mottle)) - V3::new(0.10, 0.09, 0.04) * tram;
    Surface::matt(colour, crop.rough)
}

/// A wave that fades to its mean when a pixel holds more than about a third of a period.
fn stripes(phase: f32, periods_per_pixel: f32) -> f32 {
    let fade = (1.3 - 3.2 * periods_per_pixel).clamp(0.0, 1.0);
    if fade == 0.0 { 0.0 } else { (phase * std::f32::consts::TAU).sin() * 0.5 * fade }
}

/// The two wheel marks that a sprayer leaves every 24 m, 0..1.
fn tramlines(spot: &Spot, wobble: f32) -> f32 {
    if fraction(spot.parcel, 3) < 0.45 {
        return 0.0;
    }
    let at = (spot.across + wobble).rem_euclid(24.0) - 12.0;
    let mark = |centre: f32| (1.0 - (at - centre).abs() / (0.28 + 0.5 * spot.footprint)).max(0.0);
    (mark(-0.9) + mark(0.9)) * (0.9 / (1.0 + spot.footprint * 2.0))
}

fn choose(at: f32, season: Season) -> Crop {
    let kinds: &[fn() -> Crop] = match season {
        Season::Spring => &[pasture, lush, young, plough, lush, meadow, rape, orchard],
        Season::Summer => &[pasture, ripe, ripe, stubble, lush, meadow, orchard, young],
        Season::Autumn => &[plough, plough, stubble, meadow, pasture, young, orchard, stubble],
    };
    kinds[((at * 0.999) * kinds.len() as f32) as usize]()
}

fn pasture() -> Crop {
    let (colour, between) = (V3::new(0.37, 0.45, 0.21), V3::new(0.45, 0.46, 0.26));
    Crop { colour, between, row_metres: 5.0, rows: 0.06, mottle: 0.42, rough: 0.42 }
}

fn meadow() -> Crop {
    let (colour, between) = (V3::new(0.45, 0.46, 0.26), V3::new(0.55, 0.50, 0.32));
    Crop { colour, between, row_metres: 7.0, rows: 0.12, mottle: 0.5, rough: 0.5 }
}

fn lush() -> Crop {
    let (colour, between) = (V3::new(0.29, 0.44, 0.15), V3::new(0.33, 0.41, 0.18));
    Crop { colour, between, row_metres: 3.0, rows: 0.35, mottle: 0.22, rough: 0.33 }
}

fn young() -> Crop {
    let (colour, between) = (V3::new(0.37, 0.46, 0.19), V3::new(0.47, 0.39, 0.27));
    Crop { colour, between, row_metres: 0.8, rows: 0.8, mottle: 0.25, rough: 0.36 }
}

fn ripe() -> Crop {
    let (colour, between) = (V3::new(0.72, 0.61, 0.35), V3::new(0.64, 0.53, 0.31));
    Crop { colour, between, row_metres: 3.0, rows: 0.3, mottle: 0.16, rough: 0.33 }
}

fn stubble() -> Crop {
    let (colour, between) = (V3::new(0.67, 0.58, 0.39), V3::new(0.53, 0.44, 0.30));
    Crop { colour, between, row_metres: 6.0, rows: 0.5, mottle: 0.22, rough: 0.4 }
}

fn plough() -> Crop {
    let (colour, between) = (V3::new(0.46, 0.35, 0.25), V3::new(0.34, 0.26, 0.19));
    Crop { colour, between, row_metres: 1.6, rows: 0.6, mottle: 0.28, rough: 0.5 }
}

fn rape() -> Crop {
    let (colour, between) = (V3::new(0.74, 0.69, 0.16), V3::new(0.60, 0.60, 0.18));
    Crop { colour, between, row_metres: 3.0, rows: 0.25, mottle: 0.2, rough: 0.4 }
}

fn orchard() -> Crop {
    let (colour, between) = (V3::new(0.25, 0.33, 0.15), V3::new(0.53, 0.45, 0.32));
    Crop { colour, between, row_metres: 2.8, rows: 1.3, mottle: 0.3, rough: 0.5 }
}
