//! A convex polygon with soft edges, drawn at full resolution.

use super::plane::{Paint, Strip};
use crate::noise::{DETAIL, DETAIL_EDGE};

/// A convex polygon in stored pixels.
#[derive(Clone, Debug)]
pub(super) struct Area {
    pub(super) points: Vec<(f32, f32)>,
    pub(super) paint: Paint,
    /// Contrast of its fine texture, 0..1.
    pub(super) rough: f32,
}

/// A line `a x + b y + c`, positive inside.
type Edge = (f32, f32, f32);

impl Area {
    pub(super) fn rows(&self, soft: f32) -> (f32, f32) {
        let fold = |f: fn(f32, f32) -> f32, start| self.points.iter().map(|p| p.1).fold(start, f);
        (fold(f32::min, f32::INFINITY) - soft, fold(f32::max, f32::NEG_INFINITY) + soft)
    }

    pub(super) fn draw(&self, strip: &mut Strip, soft: f32) {
        let edges = self.edges();
        let (low, high) = self.rows(soft);
        let first = (low.max(strip.first_row as f32) as usize).max(strip.first_row);
        let last = (high.max(0.0).ceil() as usize).min(strip.first_row + strip.rows);
        let (left, right) =
            self.points.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(l, r), p| (l.min(p.0), r.max(p.0)));
        for y in first..last {
            let row = y as f32 + 0.5;
            let (from, to) = span(&edges, row, (left - soft, right + soft), soft);
            for x in from.max(0.0) as usize..(to.max(0.0).ceil() as usize).min(strip.width) {
                self.pixel(strip, (x, y), (&edges, soft));
            }
        }
    }

    fn pixel(&self, strip: &mut Strip, (x, y): (usize, usize), (edges, soft): (&[Edge], f32)) {
        let (px, py) = (x as f32 + 0.5, y as f32 + 0.5);
        let inside = edges.iter().map(|(a, b, c)| a * px + b * py + c).fold(f32::INFINITY, f32::min);
        let cover = (inside / soft + 0.5).clamp(0.0, 1.0);
        if cover <= 0.0 {
            return;
        }
        let mut paint = self.paint;
        if let Paint::Colour(c) = &mut paint {
            let grain = DETAIL[(y % DETAIL_EDGE) * DETAIL_EDGE + x % DETAIL_EDGE];
            c.x *= 1.0 + self.rough * grain;
        }
        strip.paint((y - strip.first_row) * strip.width + x, paint, cover);
    }

    fn edges(&self) -> Vec<Edge> {
        let n = self.points.len();
        let turn: f32 = (0..n)
            .map(|i| {
                let (p, q) = (self.points[i], self.points[(i + 1) % n]);
                p.0 * q.1 - q.0 * p.1
            })
            .sum();
        let sign = if turn >= 0.0 { 1.0 } else { -1.0 };
        (0..n)
            .filter_map(|i| {
                let (p, q) = (self.points[i], self.points[(i + 1) % n]);
                let (dx, dy) = (q.0 - p.0, q.1 - p.1);
                let length = dx.hypot(dy);
                let (a, b) = (-dy / length * sign, dx / length * sign);
                (length > 1e-3).then_some((a, b, -(a * p.0 + b * p.1)))
            })
            .collect()
    }
}

/// The columns of a row that can be inside.
fn span(edges: &[Edge], row: f32, whole: (f32, f32), soft: f32) -> (f32, f32) {
    edges.iter().fold(whole, |(from, to), (a, b, c)| {
        let rest = b * row + c + soft;
        if *a > 1e-4 {
            (from.max(-rest / a), to)
        } else if *a < -1e-4 {
            (from, to.min(-rest / a))
        } else {
            (from, to)
        }
    })
}
