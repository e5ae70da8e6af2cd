//! A straight bar with soft edges, drawn at full resolution.

use super::plane::{Paint, Strip};

/// A bar from `a` to `b`, in stored pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stroke {
    pub(super) a: (f32, f32),
    pub(super) b: (f32, f32),
    pub(super) width_a: f32,
    pub(super) width_b: f32,
    pub(super) paint: Paint,
    /// Difference of brightness across the bar, as on a tube; its sign says which side is lit.
    pub(super) round: f32,
    /// Difference of brightness between the two flanges of angle steel.
    pub(super) ridge: f32,
}

impl Stroke {
    pub(super) fn rows(&self, soft: f32) -> (f32, f32) {
        let reach = self.width_a.max(self.width_b) / 2.0 + soft + 1.0;
        (self.a.1.min(self.b.1) - reach, self.a.1.max(self.b.1) + reach)
    }

    /// Draws what lies in the strip; `soft` is the width of an edge in pixels (1: sharp).
    pub(super) fn draw(&self, strip: &mut Strip, soft: f32) {
        let (dx, dy) = (self.b.0 - self.a.0, self.b.1 - self.a.1);
        let length = dx.hypot(dy).max(1e-3);
        let reach = self.width_a.max(self.width_b) / 2.0 + soft;
        let (low, high) = self.rows(soft);
        let first = (low.max(strip.first_row as f32) as usize).max(strip.first_row);
        let last = (high.max(0.0) as usize).min(strip.first_row + strip.rows);
        for y in first..last {
            let row = y as f32 + 0.5;
            let (mut left, mut right) = (self.a.0.min(self.b.0) - reach, self.a.0.max(self.b.0) + reach);
            if dy.abs() > 0.02 * length {
                let centre = self.a.0 + (row - self.a.1) * dx / dy;
                let half = reach * length / dy.abs() + 1.0;
                (left, right) = (left.max(centre - half), right.min(centre + half));
            }
            let from = left.max(0.0) as usize;
            let to = (right.max(0.0) as usize + 1).min(strip.width);
            for x in from..to {
                self.pixel(strip, (x, y), soft);
            }
        }
    }

    fn pixel(&self, strip: &mut Strip, (x, y): (usize, usize), soft: f32) {
        let (px, py) = (x as f32 + 0.5 - self.a.0, y as f32 + 0.5 - self.a.1);
        let (dx, dy) = (self.b.0 - self.a.0, self.b.1 - self.a.1);
        let squared = (dx * dx + dy * dy).max(1e-6);
        let length = squared.sqrt();
        let t = (px * dx + py * dy) / squared;
        let across = (px * dy - py * dx) / length;
        // Ends are cut square, a little long so that the pieces of a wire meet without a gap.
        let inside = t.min(1.0 - t) * length + 0.6;
        let width = self.width_a + (self.width_b - self.width_a) * t.clamp(0.0, 1.0);
        // A bar thinner than a pixel keeps its share of light, not its width.
        let drawn = width.max(0.9);
        let side = drawn / 2.0 - across.abs();
        let cover = (side.min(inside) / soft + 0.5).clamp(0.0, 1.0) * (width / drawn).min(1.0);
        if cover <= 0.0 {
            return;
        }
        let mut paint = self.paint;
        if let Paint::Colour(c) = &mut paint {
            let side = across / (drawn / 2.0);
            c.x *= 1.0 + self.round * side + self.ridge * ((side - 0.2) * drawn).clamp(-1.0, 1.0);
        }
        strip.paint((y - strip.first_row) * strip.width + x, paint, cover);
    }
}
