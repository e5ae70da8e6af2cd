//! Paints balls of leaves into the backdrop.

use super::backdrop::Pixel;
use crate::geometry::{Camera, V3, mix};
use crate::light::Light;
use crate::noise::Noise;
use crate::tree::{Blob, Tree};

/// Paints the trees, given farthest first.
pub(super) fn paint_trees(pixels: &mut [Pixel], camera: &Camera, light: &Light, trees: &[Tree]) {
    let brush = Brush { camera, light, sun: camera.turned(light.sun), noise: Noise::new(5) };
    for tree in trees {
        let depth = camera.depth(tree.foot).max(1.0);
        let width = 2.0 * tree.radius_metres * camera.focal_pixels() / depth;
        for blob in tree.blobs(light, width) {
            brush.paint(pixels, &blob);
        }
    }
}

struct Brush<'a> {
    camera: &'a Camera,
    light: &'a Light,
    /// Towards the sun, in camera terms.
    sun: V3,
    noise: Noise,
}

impl Brush<'_> {
    fn paint(&self, pixels: &mut [Pixel], blob: &Blob) -> Option<()> {
        let (cx, cy) = self.camera.project(blob.centre)?;
        let depth = self.camera.depth(blob.centre);
        let r = (blob.radius_metres * self.camera.focal_pixels() / depth).max(0.7);
        let (w, h) = (self.camera.frame.width as f32, self.camera.frame.height as f32);
        if cx + r < 0.0 || cy + r < 0.0 || cx - r > w || cy - r > h || r > w {
            return None;
        }
        let away = (blob.centre - self.camera.position).length();
        let ambient = blob.colour.tint(self.light.ambient * 0.85);
        let direct = blob.colour.tint(self.light.direct * 1.25);
        let leaf = Leaf { cx, cy, r, seed: cx * 0.173 + cy * 0.071, grain: (r / 1.6).clamp(1.0, 7.0) };
        let reach = r * 1.2;
        for y in (cy - reach).max(0.0) as usize..((cy + reach + 1.0).min(h) as usize) {
            for x in (cx - reach).max(0.0) as usize..((cx + reach + 1.0).min(w) as usize) {
                let Some((cover, normal, fleck)) = leaf.at(&self.noise, x as f32 + 0.5, y as f32 + 0.5)
                else {
                    continue;
                };
                let lit = (normal.dot(self.sun) * 0.75 + 0.25).max(0.0);
                let colour = (ambient + direct * lit) * (1.0 + 0.9 * fleck);
                let pixel = &mut pixels[y * self.camera.frame.width + x];
                pixel.colour = mix(pixel.colour, self.light.through_air(colour, away), cover);
                pixel.rough += (1.0 - pixel.rough) * cover;
            }
        }
        Some(())
    }
}

struct Leaf {
    cx: f32,
    cy: f32,
    r: f32,
    seed: f32,
    grain: f32,
}

impl Leaf {
    /// Cover, surface normal and brightness of the fleck of leaves at a pixel.
    fn at(&self, noise: &Noise, x: f32, y: f32) -> Option<(f32, V3, f32)> {
        let (dx, dy) = ((x - self.cx) / self.r, (y - self.cy) / self.r);
        let d = dx * dx + dy * dy;
        if d > 1.44 {
            return None;
        }
        let fleck = noise.at(dx * self.grain + self.seed, dy * self.grain - self.seed);
        let cover = ((1.0 + 0.7 * fleck - d) * self.r * 0.6).clamp(0.0, 1.0);
        let normal = V3::new(dx, -dy, (1.0 - d).max(0.05).sqrt());
        (cover > 0.0).then_some((cover, normal, fleck))
    }
}
