//! Built things as bars and faces in metres.

use crate::geometry::{Rgb, V3};

/// A straight bar.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beam {
    pub(crate) a: V3,
    pub(crate) b: V3,
    /// Metres, at either end.
    pub(crate) width_a: f32,
    pub(crate) width_b: f32,
    pub(crate) colour: Rgb,
    pub(crate) kind: BeamKind,
}

/// How light plays on a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BeamKind {
    /// Flat or angle steel.
    Angle,
    /// A round post.
    Tube,
    /// A conductor: shines, and casts no shadow that a camera sees.
    Wire,
}

/// A flat convex face, seen from both sides.
#[derive(Clone, Debug)]
pub(crate) struct Face {
    pub(crate) points: Vec<V3>,
    pub(crate) colour: Rgb,
    pub(crate) rough: f32,
}

/// Everything built in a scene.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mesh {
    pub(crate) beams: Vec<Beam>,
    pub(crate) faces: Vec<Face>,
    /// Outlines of solid things whose shadow falls on the ground: base and top corners together.
    pub(crate) solids: Vec<Vec<V3>>,
    /// Places where no tree may stand.
    pub(crate) clear: Vec<V3>,
}

impl Mesh {
    pub(crate) fn angle(&mut self, a: V3, b: V3, width: f32, colour: Rgb) {
        self.beams.push(Beam { a, b, width_a: width, width_b: width, colour, kind: BeamKind::Angle });
    }

    pub(crate) fn tube(&mut self, a: V3, b: V3, widths: (f32, f32), colour: Rgb) {
        let (width_a, width_b) = widths;
        self.beams.push(Beam { a, b, width_a, width_b, colour, kind: BeamKind::Tube });
    }

    pub(crate) fn wire(&mut self, a: V3, b: V3, width: f32, colour: Rgb) {
        self.beams.push(Beam { a, b, width_a: width, width_b: width, colour, kind: BeamKind::Wire });
    }

    pub(crate) fn face(&mut self, points: Vec<V3>, colour: Rgb, rough: f32) {
        self.faces.push(Face { points, colour, rough });
    }

    /// A box on the ground or in the air: `centre` of its floor, half sides along `u` and across it, and height.
    pub(crate) fn block(&mut self, centre: V3, u: V3, half: (f32, f32), height: f32, colour: Rgb) {
        let v = V3::new(-u.y, u.x, 0.0);
        let corner = |s: f32, t: f32, z: f32| centre + u * (s * half.0) + v * (t * half.1) + V3::up(z);
        let ring = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)];
        for i in 0..4 {
            let ((s0, t0), (s1, t1)) = (ring[i], ring[(i + 1) % 4]);
            let wall = vec![
                corner(s0, t0, 0.0),
                corner(s1, t1, 0.0),
                corner(s1, t1, height),
                corner(s0, t0, height),
            ];
            self.face(wall, colour, 0.05);
        }
        self.face(ring.iter().map(|(s, t)| corner(*s, *t, height)).collect(), colour, 0.05);
        let outline = ring.iter().flat_map(|(s, t)| [corner(*s, *t, 0.0), corner(*s, *t, height)]);
        self.solids.push(outline.collect());
    }
}
