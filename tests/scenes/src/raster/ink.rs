//! Bars and faces, projected, lit and sorted: what is drawn over the backdrop.

use super::area::Area;
use super::plane::{Paint, Strip, ycc};
use super::stroke::Stroke;
use crate::geometry::{Camera, Rgb, V3};
use crate::light::Light;
use crate::mesh::{Beam, BeamKind, Face, Mesh};

/// Everything sharp of a photo, in drawing order.
#[derive(Debug)]
pub(crate) struct Ink {
    shapes: Vec<Shape>,
}

#[derive(Debug)]
enum Shape {
    Stroke(Stroke),
    Area(Area),
}

struct Studio<'a> {
    camera: &'a Camera,
    light: &'a Light,
}

impl Ink {
    pub(crate) fn new(mesh: &Mesh, light: &Light, camera: &Camera) -> Self {
        let studio = Studio { camera, light };
        let mut shapes: Vec<Shape> = Vec::new();
        if light.shadow > 0.2 {
            shapes.extend(mesh.beams.iter().filter_map(|b| studio.beam_shadow(b)).map(Shape::Stroke));
            shapes.extend(mesh.solids.iter().filter_map(|s| studio.solid_shadow(s)).map(Shape::Area));
        }
        let mut things: Vec<(f32, Shape)> = Vec::new();
        for beam in &mesh.beams {
            let away = ((beam.a + beam.b) * 0.5 - camera.position).length();
            things.extend(studio.beam(beam, away).map(|s| (away, Shape::Stroke(s))));
        }
        for face in &mesh.faces {
            let middle =
                face.points.iter().fold(V3::default(), |a, p| a + *p) * (1.0 / face.points.len() as f32);
            let away = (middle - camera.position).length();
            things.extend(studio.face(face, away).map(|a| (away, Shape::Area(a))));
        }
        things.sort_by(|a, b| b.0.total_cmp(&a.0));
        shapes.extend(things.into_iter().map(|(_, shape)| shape));
        Self { shapes }
    }

    /// Draws the part that lies in the strip.
    pub(super) fn draw(&self, strip: &mut Strip, soft: f32) {
        for shape in &self.shapes {
            match shape {
                Shape::Stroke(s) => {
                    let (low, high) = s.rows(soft);
                    if strip.covers(low, high) {
                        s.draw(strip, soft);
                    }
                }
                Shape::Area(a) => {
                    let (low, high) = a.rows(soft);
                    if strip.covers(low, high) {
                        a.draw(strip, soft);
                    }
                }
            }
        }
    }
}

impl Studio<'_> {
    fn beam(&self, beam: &Beam, away: f32) -> Option<Stroke> {
        let axis = (beam.b - beam.a).unit();
        let mut lit = beam.colour.tint(self.light.on_rod(axis));
        if beam.kind == BeamKind::Wire {
            lit = lit * 1.15;
        }
        let paint = self.seen(lit, away);
        let mut stroke = self.stroke(beam.a, beam.b, (beam.width_a, beam.width_b), paint)?;
        if beam.kind == BeamKind::Tube {
            let sun = self.camera.turned(self.light.sun);
            let (dx, dy) = (stroke.b.0 - stroke.a.0, stroke.b.1 - stroke.a.1);
            let length = dx.hypot(dy).max(1.0);
            // Which side of the tube, as drawn, looks at the sun (rows grow downwards).
            let side = (sun.x * dy + sun.y * dx) / length;
            stroke.round = side.clamp(-1.0, 1.0) * (0.12 + 0.5 * self.light.shadow);
        }
        if beam.kind == BeamKind::Angle && stroke.width_a > 2.5 {
            let own = (beam.a.x + beam.a.z * 3.0 + beam.b.y * 7.0).sin();
            stroke.ridge = own.signum() * (0.07 + 0.16 * self.light.shadow);
        }
        Some(stroke)
    }

    fn stroke(&self, a: V3, b: V3, widths: (f32, f32), paint: Paint) -> Option<Stroke> {
        let (a, b) = self.camera.clip(a, b)?;
        let scale = |p: V3| self.camera.focal_pixels() / self.camera.depth(p);
        let (width_a, width_b) = (widths.0 * scale(a), widths.1 * scale(b));
        let (a, b) = (self.camera.project(a)?, self.camera.project(b)?);
        self.visible(&[a, b], width_a.max(width_b)).then_some(Stroke {
            a,
            b,
            width_a,
            width_b,
            paint,
            round: 0.0,
            ridge: 0.0,
        })
    }

    fn visible(&self, points: &[(f32, f32)], reach: f32) -> bool {
        let (w, h) = (self.camera.frame.width as f32, self.camera.frame.height as f32);
        let out = |f: &dyn Fn(&(f32, f32)) -> bool| points.iter().all(f);
        !(out(&|p| p.0 < -reach)
            || out(&|p| p.0 > w + reach)
            || out(&|p| p.1 < -reach)
            || out(&|p| p.1 > h + reach))
    }

    fn beam_shadow(&self, beam: &Beam) -> Option<Stroke> {
        if beam.kind == BeamKind::Wire {
            return None;
        }
        let (a, b) = (self.on_ground(beam.a), self.on_ground(beam.b));
        self.stroke(a, b, (beam.width_a, beam.width_b), self.shade((a + b) * 0.5))
    }

    fn solid_shadow(&self, corners: &[V3]) -> Option<Area> {
        let ground: Vec<V3> = corners.iter().map(|p| self.on_ground(*p)).collect();
        let points: Option<Vec<_>> = ground.iter().map(|p| self.camera.project(*p)).collect();
        let points = hull(points?);
        (points.len() > 2 && self.visible(&points, 0.0)).then(|| Area {
            points,
            paint: self.shade(ground[0]),
            rough: 0.0,
        })
    }

    fn shade(&self, at: V3) -> Paint {
        // Haze fills shadows: what a far shadow takes away is less.
        let away = (at - self.camera.position).length();
        let veil = self.light.through_air(V3::default(), away).y;
        Paint::Shade(self.light.shadow * 0.85 * (1.0 - veil).max(0.0))
    }

    fn face(&self, face: &Face, away: f32) -> Option<Area> {
        let normal = (face.points[1] - face.points[0]).cross(face.points[2] - face.points[0]).unit();
        let to_us = self.camera.position - face.points[0];
        let normal = if normal.dot(to_us) < 0.0 { -normal } else { normal };
        let paint = self.seen(face.colour.tint(self.light.on(normal)), away);
        let points: Vec<(f32, f32)> =
            self.in_front(&face.points).iter().filter_map(|p| self.camera.project(*p)).collect();
        (points.len() > 2 && self.visible(&points, 0.0)).then_some(Area { points, paint, rough: face.rough })
    }

    /// The part of a polygon before the camera.
    fn in_front(&self, points: &[V3]) -> Vec<V3> {
        let n = points.len();
        let mut kept = Vec::with_capacity(n + 1);
        for i in 0..n {
            if let Some((a, b)) = self.camera.clip(points[i], points[(i + 1) % n]) {
                kept.push(a);
                if b != points[(i + 1) % n] {
                    kept.push(b);
                }
            }
        }
        kept
    }

    fn seen(&self, colour: Rgb, away: f32) -> Paint {
        let c = self.light.through_air(colour, away);
        Paint::Colour(ycc(V3::new(c.x.clamp(0.0, 1.0), c.y.clamp(0.0, 1.0), c.z.clamp(0.0, 1.0))))
    }

    fn on_ground(&self, p: V3) -> V3 {
        let s = self.light.sun;
        p - s * (p.z / s.z.max(0.1))
    }
}

/// The convex outline of points (Andrew's monotone chain).
fn hull(mut points: Vec<(f32, f32)>) -> Vec<(f32, f32)> {
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let chain = |points: &mut dyn Iterator<Item = (f32, f32)>| {
        let mut out: Vec<(f32, f32)> = Vec::new();
        for p in points {
            while out.len() > 1 {
                let (o, q) = (out[out.len() - 2], out[out.len() - 1]);
                if (q.0 - o.0) * (p.1 - o.1) - (q.1 - o.1) * (p.0 - o.0) > 0.0 {
                    break;
                }
                out.pop();
            }
            out.push(p);
        }
        out.pop();
        out
    };
    let mut lower = chain(&mut points.iter().copied());
    lower.extend(chain(&mut points.iter().rev().copied()));
    lower
}
