//! Trees: where they stand, and the leafy blobs they are made of.

use crate::geometry::{Camera, Rgb, V3};
use crate::ground::{Land, LandKind};
use crate::light::Light;
use crate::noise::{fraction, hash};

/// Farther away woods are ground texture only.
const FAR_METRES: f32 = 520.0;
/// Trees stand about this far apart in a closed wood.
const CELL_METRES: f32 = 5.2;

/// One tree or bush.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tree {
    pub(crate) foot: V3,
    pub(crate) height_metres: f32,
    pub(crate) radius_metres: f32,
    kind: Kind,
    own: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Broadleaf,
    Conifer,
    Bush,
}

/// A ball of leaves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Blob {
    pub(crate) centre: V3,
    pub(crate) radius_metres: f32,
    pub(crate) colour: Rgb,
}

/// The trees of the land in view, farthest first.
pub(crate) fn trees_in_view(land: &Land, camera: &Camera, clear: &[V3]) -> Vec<Tree> {
    let cells = (FAR_METRES / CELL_METRES) as i32;
    let (cx, cy) =
        ((camera.position.x / CELL_METRES).floor() as i32, (camera.position.y / CELL_METRES).floor() as i32);
    let mut trees: Vec<Tree> = (-cells..=cells)
        .flat_map(|dy| (-cells..=cells).map(move |dx| (cx + dx, cy + dy)))
        .filter_map(|(x, y)| tree_of_cell(land, camera, (x, y)))
        .filter(|t| clear.iter().all(|p| apart(*p, t.foot) > 6.0 + t.radius_metres))
        .collect();
    let away = |t: &Tree| (t.foot - camera.position).length();
    trees.sort_by(|a, b| away(b).total_cmp(&away(a)));
    trees
}

fn apart(a: V3, b: V3) -> f32 {
    V3::new(a.x - b.x, a.y - b.y, 0.0).length()
}

fn tree_of_cell(land: &Land, camera: &Camera, (x, y): (i32, i32)) -> Option<Tree> {
    let own = hash(x, y, land.seed);
    let jitter = |lane| 0.8 * (fraction(own, lane) - 0.5);
    let foot = V3::new((x as f32 + jitter(0)) * CELL_METRES, (y as f32 + jitter(1)) * CELL_METRES, 0.0);
    let away = (foot - camera.position).length();
    if away > FAR_METRES || !camera.sees(foot + V3::up(5.0), -0.35) {
        return None;
    }
    let luck = fraction(hash(y, x, own), 2);
    (luck < land.tree_chance(foot)).then(|| Tree::grown(land, foot, own))
}

impl Tree {
    fn grown(land: &Land, foot: V3, own: u32) -> Self {
        let wooded = land.wood(foot) > 0.0;
        let kind = match fraction(own, 2) {
            _ if land.kind == LandKind::DryHills && !wooded => Kind::Bush,
            k if k < conifer_share(land, foot) => Kind::Conifer,
            k if !wooded && k > 0.55 => Kind::Bush,
            _ => Kind::Broadleaf,
        };
        let size = 0.7 + 0.6 * fraction(own, 3);
        let (height_metres, radius_metres) = match kind {
            Kind::Broadleaf => (9.5 * size, 3.4 * size),
            Kind::Conifer => (14.0 * size, 2.3 * size),
            Kind::Bush => (2.2 * size, 1.5 * size),
        };
        Self { foot, height_metres, radius_metres, kind, own }
    }

    /// The balls of leaves, those behind first; one ball when the tree is only `pixels` wide.
    pub(crate) fn blobs(&self, light: &Light, pixels: f32) -> Vec<Blob> {
        let tint = fraction(self.own, 1) - 0.5;
        let colour = match self.kind {
            Kind::Broadleaf => V3::new(0.31 + 0.12 * tint, 0.40, 0.17),
            Kind::Conifer => V3::new(0.19 + 0.05 * tint, 0.28, 0.16),
            Kind::Bush => V3::new(0.35 + 0.10 * tint, 0.39, 0.20),
        };
        let colour = colour * (0.85 + 0.3 * fraction(self.own, 0)) * (0.96 + 0.08 * light.sun.z);
        match self.kind {
            Kind::Conifer => self.tiers(colour, pixels),
            Kind::Broadleaf | Kind::Bush => self.clumps(colour, pixels),
        }
    }

    /// A rounded crown: clumps around a middle, lighter towards the top.
    fn clumps(&self, colour: Rgb, pixels: f32) -> Vec<Blob> {
        let r = self.radius_metres;
        let middle = self.foot + V3::up(self.height_metres - r);
        if pixels < 7.0 {
            return vec![Blob { centre: middle, radius_metres: r, colour }];
        }
        let count = if pixels < 20.0 { 6 } else { 15 };
        let mut blobs: Vec<Blob> = (0..count)
            .map(|i| {
                let h = hash(i, 3, self.own);
                let turn = (i as f32 + fraction(h, 0)) * 2.4;
                let rise = fraction(h, 1);
                let out = r * 0.68 * (1.0 - rise * rise * 0.8);
                let centre = middle + V3::heading(turn) * out + V3::up(r * (rise * 1.25 - 0.5));
                let shade = (0.62 + 0.45 * rise) * (0.88 + 0.24 * fraction(h, 2));
                Blob { centre, radius_metres: r * (0.33 + 0.2 * fraction(h, 3)), colour: colour * shade }
            })
            .collect();
        blobs.sort_by(|a, b| a.centre.z.total_cmp(&b.centre.z));
        blobs.insert(0, Blob { centre: middle, radius_metres: r * 0.8, colour: colour * 0.6 });
        blobs
    }

    /// A cone: ever smaller tiers.
    fn tiers(&self, colour: Rgb, pixels: f32) -> Vec<Blob> {
        let count = if pixels < 7.0 { 3 } else { 8 };
        (0..count)
            .map(|i| {
                let t = i as f32 / count as f32;
                let wobble = V3::heading((i * 7 + (self.own & 7) as i32) as f32) * (0.2 * self.radius_metres);
                let centre = self.foot + V3::up(self.height_metres * (0.22 + 0.76 * t)) + wobble * (1.0 - t);
                let radius_metres = self.radius_metres * (1.0 - 0.86 * t);
                Blob { centre, radius_metres, colour: colour * (0.62 + 0.5 * t) }
            })
            .collect()
    }
}

fn conifer_share(land: &Land, foot: V3) -> f32 {
    let stand = fraction(hash((foot.x / 160.0) as i32, (foot.y / 160.0) as i32, land.seed), 0);
    match land.kind {
        LandKind::Forest => stand,
        LandKind::DryHills => 0.1,
        _ => 0.2 * stand,
    }
}
