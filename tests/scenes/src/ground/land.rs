//! The whole ground plane of a scene.

use super::crop::Season;
use super::parcels::Parcels;
use super::{StripOfLand, Surface};
use crate::dice::Dice;
use crate::geometry::{V3, smoothstep};
use crate::noise::{Noise, Octaves};

/// The character of the land.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LandKind {
    Farmland,
    Pasture,
    Forest,
    DryHills,
    Riverside,
    Village,
}

impl LandKind {
    pub(crate) const ALL: [Self; 8] = [
        Self::Farmland,
        Self::Farmland,
        Self::Farmland,
        Self::Pasture,
        Self::Forest,
        Self::DryHills,
        Self::Riverside,
        Self::Village,
    ];
}

/// Everything that lies flat.
#[derive(Clone, Debug)]
pub(crate) struct Land {
    pub(crate) kind: LandKind,
    parcels: Parcels,
    pub(crate) road: Option<StripOfLand>,
    pub(crate) river: Option<StripOfLand>,
    track: Option<StripOfLand>,
    noise: Noise,
    /// Woods stand where the noise is above this.
    wood_above: f32,
    pub(crate) seed: u32,
    road_colour: V3,
}

impl Land {
    /// Land of the kind around the point `focus`, where roads and rivers pass.
    pub(crate) fn draw(dice: &mut Dice, kind: LandKind, focus: V3) -> Self {
        let season = dice.pick(&[Season::Spring, Season::Summer, Season::Summer, Season::Autumn]);
        let angle = dice.angle();
        let height_metres = dice.between(70.0, 190.0);
        let width_metres = height_metres * dice.between(0.8, 2.4);
        let parcels = Parcels { angle, width_metres, height_metres, season, seed: dice.number() };
        let near = focus + V3::heading(dice.angle()) * dice.between(12.0, 70.0);
        let road_chance = if kind == LandKind::Village { 1.0 } else { 0.55 };
        let road = dice.chance(road_chance).then(|| band(dice, near, (2.4, 3.8)));
        let river = (kind == LandKind::Riverside).then(|| {
            let off = V3::heading(dice.angle()) * dice.between(20.0, 60.0);
            band(dice, focus + off, (9.0, 38.0))
        });
        let past = focus + V3::heading(dice.angle()) * dice.between(5.0, 60.0);
        let track = dice.chance(0.5).then(|| band(dice, past, (1.3, 1.8)));
        let wood_above = match kind {
            LandKind::Forest => dice.between(-0.35, -0.12),
            LandKind::DryHills => 0.36,
            _ => dice.between(0.12, 0.34),
        };
        let (noise, seed) = (Noise::new(dice.number()), dice.number());
        let road_colour = dice.pick(&[V3::grey(0.46), V3::new(0.53, 0.52, 0.50), V3::new(0.66, 0.60, 0.50)]);
        Self { kind, parcels, road, river, track, noise, wood_above, seed, road_colour }
    }

    /// The surface at `p`, of which a pixel covers `footprint` metres.
    pub(crate) fn surface(&self, p: V3, footprint: f32) -> Surface {
        let wood = smoothstep(-0.03, 0.03, self.wood(p));
        let mut s = match self.kind {
            _ if wood >= 1.0 => self.forest_floor(p, footprint),
            LandKind::DryHills => self.scrub(p, footprint),
            LandKind::Pasture | LandKind::Forest => self.grass(p, footprint),
            _ => self.parcels.surface(p, footprint, &self.noise),
        };
        if wood > 0.0 && wood < 1.0 {
            s = s.under(self.forest_floor(p, footprint), wood);
        }
        if let Some(track) = &self.track {
            s = wheel_track(s, track, (p, footprint));
        }
        if let Some(road) = &self.road {
            s = self.roadway(s, road, (p, footprint));
        }
        if let Some(river) = &self.river {
            s = self.water(s, river, (p, footprint));
        }
        s
    }

    /// Above 0 where the ground is wooded.
    pub(crate) fn wood(&self, p: V3) -> f32 {
        let octaves = Octaves { count: 3, gain: 0.5, footprint: 0.0 };
        self.noise.fractal(p.x + 900.0, p.y - 400.0, 210.0, octaves) - self.wood_above
    }

    /// The chance (0..1) that a tree stands at `p`.
    pub(crate) fn tree_chance(&self, p: V3) -> f32 {
        let clear = |band: &Option<StripOfLand>| {
            band.as_ref().is_none_or(|b| b.locate(p).1.abs() > b.half_width_metres + 2.5)
        };
        if !clear(&self.road) || !clear(&self.river) || !clear(&self.track) {
            return 0.0;
        }
        let banks = self.river.as_ref().map_or(0.0, |r| {
            let off = r.locate(p).1.abs() - r.half_width_metres;
            if off < 12.0 { 0.5 } else { 0.0 }
        });
        let scattered: f32 = match self.kind {
            LandKind::DryHills => 0.10 * smoothstep(-0.1, 0.3, self.noise.at(p.x / 40.0, p.y / 40.0)),
            LandKind::Pasture => 0.012,
            LandKind::Village => 0.05,
            _ => 0.003,
        };
        let hedge = match self.kind {
            LandKind::Farmland | LandKind::Riverside => 0.75 * self.parcels.hedge(p, &self.noise),
            _ => 0.0,
        };
        let wood = 0.95 * smoothstep(-0.02, 0.04, self.wood(p));
        scattered.max(hedge).max(wood).max(banks)
    }

    fn grass(&self, p: V3, footprint: f32) -> Surface {
        let octaves = Octaves { count: 6, gain: 0.68, footprint };
        let n = self.noise.fractal(p.x, p.y, 60.0, octaves);
        let dry = smoothstep(-0.35, 0.6, n + 0.4 * self.noise.at(p.x / 120.0, p.y / 120.0));
        let colour = V3::new(0.33, 0.42, 0.19) + V3::new(0.20, 0.10, 0.12) * dry;
        Surface::matt(colour * (1.0 + 0.32 * n), 0.55)
    }

    fn scrub(&self, p: V3, footprint: f32) -> Surface {
        let octaves = Octaves { count: 7, gain: 0.72, footprint };
        let n = self.noise.fractal(p.x, p.y, 45.0, octaves);
        let stone = smoothstep(0.15, 0.7, n);
        let bush = smoothstep(0.12, 0.5, -n);
        let soil = V3::new(0.58, 0.50, 0.37) * (1.0 + 0.25 * n) + V3::grey(0.10) * stone;
        Surface::matt(soil, 0.55).under(Surface::matt(V3::new(0.33, 0.34, 0.20), 0.8), bush * 0.8)
    }

    fn forest_floor(&self, p: V3, footprint: f32) -> Surface {
        let octaves = Octaves { count: 4, gain: 0.75, footprint };
        let n = self.noise.fractal(p.x, p.y, 9.0, octaves);
        let broad = self.noise.at(p.x / 70.0, p.y / 70.0);
        let colour = V3::new(0.20, 0.26, 0.13) + V3::new(0.08, 0.03, 0.02) * broad;
        Surface::matt(colour * (1.0 + 0.75 * n), 0.95)
    }

    fn roadway(&self, s: Surface, road: &StripOfLand, (p, footprint): (V3, f32)) -> Surface {
        let (along, off) = road.locate(p);
        let half = road.half_width_metres;
        let blur = 0.12 + footprint * 0.6;
        let verge = 1.0 - smoothstep(half, half + 2.2, off.abs());
        let asphalt = 1.0 - smoothstep(half - blur, half + blur, off.abs());
        let worn = 1.0 + 0.12 * self.noise.fractal(p.x, p.y, 8.0, Octaves { count: 3, gain: 0.6, footprint });
        let wheels = 0.03 * (1.0 - ((off.abs() - half * 0.5).abs() / 0.6).min(1.0));
        let colour = self.road_colour * worn - V3::grey(wheels);
        let out = s
            .under(Surface::matt(V3::new(0.50, 0.46, 0.33), 0.5), verge * 0.6)
            .under(Surface::matt(colour, 0.12), asphalt);
        if half < 2.9 || self.road_colour.x > 0.6 {
            return out;
        }
        let line = |away: f32| (1.0 - (away.abs() - 0.06).max(0.0) / (footprint + 0.02)).max(0.0);
        let dash = line((along.rem_euclid(9.0) - 4.5).abs() - 2.0).max(0.0);
        let dash = if (along.rem_euclid(9.0) - 4.5).abs() < 2.0 { 1.0 } else { dash };
        let paint = line(off.abs() - half + 0.3).max(line(off) * dash);
        out.under(Surface::matt(V3::grey(0.86), 0.1), paint * (0.14 / (footprint + 0.05)).min(1.0))
    }

    fn water(&self, s: Surface, river: &StripOfLand, (p, footprint): (V3, f32)) -> Surface {
        let ragged = self.noise.fractal(p.x, p.y, 14.0, Octaves { count: 3, gain: 0.5, footprint }) * 6.0;
        let off = river.locate(p).1.abs() + ragged - river.half_width_metres;
        let bank = 1.0 - smoothstep(0.0, 4.5, off);
        let wet = 1.0 - smoothstep(-0.4 - footprint, 0.4 + footprint, off);
        let ripple = self.noise.fractal(p.x * 0.6, p.y, 3.0, Octaves { count: 3, gain: 0.7, footprint });
        let depth = smoothstep(0.0, 9.0, -off);
        let colour = V3::new(0.34, 0.36, 0.29) - V3::new(0.16, 0.10, 0.06) * depth + V3::grey(0.03) * ripple;
        s.under(Surface::matt(V3::new(0.60, 0.55, 0.44), 0.5), bank * 0.85)
            .under(Surface { colour, rough: 0.06, mirror: 0.55 + 0.2 * ripple }, wet)
    }
}

fn wheel_track(s: Surface, track: &StripOfLand, (p, footprint): (V3, f32)) -> Surface {
    let off = track.locate(p).1.abs();
    let blur = 0.25 + footprint * 0.5;
    let wheel = 1.0 - smoothstep(0.35, 0.35 + blur, (off - 0.85).abs());
    let bed = 1.0 - smoothstep(track.half_width_metres, track.half_width_metres + 0.8 + footprint, off);
    s.under(Surface::matt(V3::new(0.56, 0.49, 0.36), 0.4), bed * 0.5)
        .under(Surface::matt(V3::new(0.68, 0.60, 0.46), 0.3), wheel * 0.8)
}

fn band(dice: &mut Dice, through: V3, half_width: (f32, f32)) -> StripOfLand {
    StripOfLand {
        through: V3::new(through.x, through.y, 0.0),
        angle: dice.angle(),
        half_width_metres: dice.between(half_width.0, half_width.1),
        swing_metres: dice.between(4.0, 30.0),
        wave_metres: dice.between(60.0, 140.0),
    }
}
