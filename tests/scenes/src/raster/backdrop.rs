//! Ground, sky and trees, at a size that stays moderate however large the photo is.

use super::crown::paint_trees;
use super::shadow_mask::shadow_mask;
use crate::geometry::{Camera, Rgb, V3, mix, smoothstep};
use crate::ground::Land;
use crate::light::Light;
use crate::noise::Noise;
use crate::tree::trees_in_view;

/// A finished backdrop pixel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pixel {
    pub(super) colour: Rgb,
    /// Contrast of the finer detail that the full size adds.
    pub(super) rough: f32,
}

/// The rendered backdrop.
#[derive(Debug)]
pub(crate) struct Backdrop {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<Pixel>,
}

struct Scenery<'a> {
    land: &'a Land,
    light: &'a Light,
    camera: &'a Camera,
    clouds: Noise,
}

impl Backdrop {
    /// Renders what `camera` sees; no tree stands near the points of `clear`.
    pub(crate) fn render(land: &Land, light: &Light, camera: &Camera, clear: &[V3]) -> Self {
        let trees = trees_in_view(land, camera, clear);
        let mask = shadow_mask(camera, light, &trees);
        let scenery = Scenery { land, light, camera, clouds: Noise::new(land.seed) };
        let (width, height) = (camera.frame.width, camera.frame.height);
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            let row = y as f32 + 0.5;
            let start = camera.ray(0.5, row);
            let step = (camera.ray(width as f32 - 0.5, row) - start) * (1.0 / (width as f32 - 1.0).max(1.0));
            pixels.extend((0..width).map(|x| scenery.pixel(start + step * x as f32, mask[y * width + x])));
        }
        paint_trees(&mut pixels, camera, light, &trees);
        Self { width, height, pixels }
    }
}

/// The ground is not drawn beyond this; the haze and the hills take over.
const HORIZON_METRES: f32 = 6000.0;

impl Scenery<'_> {
    fn pixel(&self, ray: V3, shadow: f32) -> Pixel {
        let length = ray.length();
        let unit = ray * (1.0 / length);
        let distance = if unit.z < 0.0 { -self.camera.position.z / unit.z } else { f32::INFINITY };
        if distance > HORIZON_METRES {
            return Pixel { colour: self.light.sky(V3::new(unit.x, unit.y, unit.z.max(0.0))), rough: 0.02 };
        }
        let p = self.camera.position + unit * distance;
        // Grazing pixels are long; taking less than their full length keeps texture, as a sharp lens does.
        let footprint = distance / self.camera.focal_pixels() * (-unit.z).max(0.02).powf(-0.6);
        let surface = self.land.surface(p, footprint);
        let relief = self.clouds.at(p.x / 230.0, p.y / 230.0) * 1.25;
        let shade = self.light.shadow * shadow.max(0.45 * smoothstep(0.18, 0.4, relief));
        let lit = surface.colour.tint(self.light.on_ground()) * ((1.0 - shade) * (1.0 + 0.14 * relief));
        let colour = if surface.mirror > 0.0 {
            mix(lit, self.mirrored(unit, surface.mirror), surface.mirror)
        } else {
            lit
        };
        let fine = surface.rough * (1.0 - 0.4 * shade) / (1.0 + distance / 700.0);
        Pixel { colour: self.light.through_air(colour, distance), rough: fine }
    }

    fn mirrored(&self, unit: V3, ripple: f32) -> Rgb {
        let up = V3::new(unit.x, unit.y, (-unit.z + (ripple - 0.5) * 0.3).clamp(0.05, 1.0));
        self.light.sky(up.unit()) * 0.85
    }
}
