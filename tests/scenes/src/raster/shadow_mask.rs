//! Where trees keep the sun off the ground.

use crate::geometry::{Camera, V3};
use crate::light::Light;
use crate::noise::Noise;
use crate::tree::Tree;

/// A shade of 0 (sun) to 1 (shadow) for every pixel of the backdrop.
pub(super) fn shadow_mask(camera: &Camera, light: &Light, trees: &[Tree]) -> Vec<f32> {
    let mut mask = vec![0.0; camera.frame.width * camera.frame.height];
    let noise = Noise::new(77);
    let reach = V3::new(light.sun.x, light.sun.y, 0.0) * (-1.0 / light.sun.z.max(0.1));
    for tree in trees {
        // A row of discs from foot to top makes the long shape of a crown's shadow.
        let length = reach.length() * tree.height_metres;
        let discs = (length / tree.radius_metres).clamp(2.0, 9.0) as usize;
        for i in 0..discs {
            let t = (i as f32 + 0.5) / discs as f32;
            let centre = tree.foot + reach * (tree.height_metres * t * 0.85);
            let radius = tree.radius_metres * (1.0 - 0.35 * (2.0 * t - 1.0).abs());
            disc(&mut mask, camera, (centre, radius), &noise);
        }
    }
    mask
}

/// A ragged disc on the ground.
fn disc(mask: &mut [f32], camera: &Camera, (centre, radius): (V3, f32), noise: &Noise) -> Option<()> {
    let (cx, cy) = camera.project(centre)?;
    let (ax, ay) = camera.project(centre + V3::new(radius, 0.0, 0.0))?;
    let (bx, by) = camera.project(centre + V3::new(0.0, radius, 0.0))?;
    let (ax, ay, bx, by) = (ax - cx, ay - cy, bx - cx, by - cy);
    let det = ax * by - ay * bx;
    if det.abs() < 0.3 {
        return None;
    }
    let (reach_x, reach_y) = (ax.hypot(bx) * 1.15, ay.hypot(by) * 1.15);
    let (w, h) = (camera.frame.width, camera.frame.height);
    let range = |c: f32, r: f32, n: usize| {
        (((c - r).floor().max(0.0)) as usize).min(n)..(((c + r).ceil().max(0.0)) as usize).min(n)
    };
    let fuzz = cx * 0.37 + cy * 0.11;
    for y in range(cy, reach_y, h) {
        for x in range(cx, reach_x, w) {
            let (dx, dy) = (x as f32 + 0.5 - cx, y as f32 + 0.5 - cy);
            let (s, t) = ((dx * by - dy * bx) / det, (dy * ax - dx * ay) / det);
            let d = s * s + t * t + 0.75 * noise.at(s * 3.5 + fuzz, t * 3.5);
            let shade = ((1.05 - d) * 4.0).clamp(0.0, 1.0);
            let at = &mut mask[y * w + x];
            *at = at.max(shade);
        }
    }
    Some(())
}
