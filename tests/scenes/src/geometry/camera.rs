//! A pinhole camera over flat ground.

use super::{Frame, V3};

/// Where the camera is and where it looks; independent of the number of pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lens {
    pub(crate) position: V3,
    /// Radians from east to north.
    pub(crate) yaw: f32,
    /// Radians below the horizon.
    pub(crate) pitch_down: f32,
    /// Radians, clockwise.
    pub(crate) roll: f32,
    /// Half of the horizontal field of view, as a tangent.
    pub(crate) half_width: f32,
}

/// A lens in front of a frame of pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Camera {
    pub(crate) position: V3,
    forward: V3,
    right: V3,
    up: V3,
    half_width: f32,
    half_height: f32,
    pub(crate) frame: Frame,
}

impl Camera {
    pub(crate) fn new(lens: &Lens, frame: Frame) -> Self {
        let flat = V3::heading(lens.yaw);
        let forward = flat * lens.pitch_down.cos() - V3::up(lens.pitch_down.sin());
        let level_right = V3::new(flat.y, -flat.x, 0.0);
        let level_up = level_right.cross(forward);
        let (sin, cos) = lens.roll.sin_cos();
        let right = level_right * cos + level_up * sin;
        let up = level_up * cos - level_right * sin;
        let half_height = lens.half_width / frame.aspect();
        Self { position: lens.position, forward, right, up, half_width: lens.half_width, half_height, frame }
    }

    /// Pixels that one metre covers at one metre of depth.
    pub(crate) fn focal_pixels(&self) -> f32 {
        self.frame.display_width() / 2.0 / self.half_width
    }

    /// The direction (not of unit length) in which a stored pixel position looks.
    pub(crate) fn ray(&self, x: f32, y: f32) -> V3 {
        let (u, v) = self.frame.to_display(x, y);
        self.forward
            + self.right * ((2.0 * u - 1.0) * self.half_width)
            + self.up * ((1.0 - 2.0 * v) * self.half_height)
    }

    /// Depth along the optical axis, metres.
    pub(crate) fn depth(&self, p: V3) -> f32 {
        (p - self.position).dot(self.forward)
    }

    /// A direction in camera terms: x right, y up, z towards the camera, as stored (turned with the frame).
    pub(crate) fn turned(&self, d: V3) -> V3 {
        let (x0, y0) = self.frame.to_stored(0.5, 0.5);
        let (a, b) = (d.dot(self.right), d.dot(self.up));
        let (x1, y1) = self.frame.to_stored(0.5 + 0.5 * a, 0.5 - 0.5 * b * self.frame.aspect());
        let scale = 2.0 / self.frame.display_width();
        V3::new((x1 - x0) * scale, (y0 - y1) * scale, -d.dot(self.forward))
    }

    /// Stored pixel position of a point in front of the camera.
    pub(crate) fn project(&self, p: V3) -> Option<(f32, f32)> {
        let d = p - self.position;
        let depth = d.dot(self.forward);
        if depth < NEAR_METRES {
            return None;
        }
        let u = d.dot(self.right) / depth / self.half_width;
        let v = d.dot(self.up) / depth / self.half_height;
        Some(self.frame.to_stored(0.5 + 0.5 * u, 0.5 - 0.5 * v))
    }

    /// Whether a point is inside the view, shrunk by `margin` (a share of the half side; negative: grown).
    pub(crate) fn sees(&self, p: V3, margin: f32) -> bool {
        let d = p - self.position;
        let depth = d.dot(self.forward);
        let limit = 1.0 - margin;
        depth > NEAR_METRES
            && (d.dot(self.right) / depth / self.half_width).abs() < limit
            && (d.dot(self.up) / depth / self.half_height).abs() < limit
    }

    /// The part of the segment in front of the camera.
    pub(crate) fn clip(&self, a: V3, b: V3) -> Option<(V3, V3)> {
        let (da, db) = (self.depth(a) - NEAR_METRES * 2.0, self.depth(b) - NEAR_METRES * 2.0);
        match (da > 0.0, db > 0.0) {
            (true, true) => Some((a, b)),
            (false, false) => None,
            (true, false) => Some((a, a + (b - a) * (da / (da - db)))),
            (false, true) => Some((b + (a - b) * (db / (db - da)), b)),
        }
    }
}

/// Nothing nearer than this is drawn; a drone keeps more distance.
pub(crate) const NEAR_METRES: f32 = 0.4;
