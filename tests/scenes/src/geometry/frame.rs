//! The pixel grid that is stored in the file, and how it must be turned to be looked at.

/// The EXIF orientations that cameras write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Orientation {
    /// 1: as stored.
    Upright,
    /// 3: upside down.
    HalfTurn,
    /// 6: to be turned clockwise.
    QuarterTurnRight,
    /// 8: to be turned anticlockwise.
    QuarterTurnLeft,
}

impl Orientation {
    /// The value of the EXIF tag 0x0112.
    pub(crate) const fn exif(self) -> u16 {
        match self {
            Self::Upright => 1,
            Self::HalfTurn => 3,
            Self::QuarterTurnRight => 6,
            Self::QuarterTurnLeft => 8,
        }
    }

    const fn swaps_sides(self) -> bool {
        matches!(self, Self::QuarterTurnRight | Self::QuarterTurnLeft)
    }
}

/// Stored width and height in pixels, with the orientation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) orientation: Orientation,
}

impl Frame {
    /// The frame whose *displayed* picture has `aspect` (width by height) and about `megapixels` million pixels.
    pub(crate) fn of(megapixels: f32, aspect: f32, orientation: Orientation) -> Self {
        let wide = ((megapixels * 1e6 * aspect).sqrt() / 2.0).round() * 2.0;
        let high = (wide / aspect / 2.0).round() * 2.0;
        let (width, height) = if orientation.swaps_sides() { (high, wide) } else { (wide, high) };
        Self { width: width as usize, height: height as usize, orientation }
    }

    /// The same view with at most `pixels` pixels.
    pub(crate) fn at_most(self, pixels: f32) -> Self {
        let k = (pixels / (self.width * self.height) as f32).sqrt().min(1.0);
        let side = |n: usize| ((n as f32 * k).round() as usize).max(2);
        Self { width: side(self.width), height: side(self.height), ..self }
    }

    /// Displayed width by displayed height.
    pub(crate) fn aspect(self) -> f32 {
        let stored = self.width as f32 / self.height as f32;
        if self.orientation.swaps_sides() { 1.0 / stored } else { stored }
    }

    /// Displayed width in pixels.
    pub(crate) fn display_width(self) -> f32 {
        (if self.orientation.swaps_sides() { self.height } else { self.width }) as f32
    }

    /// Displayed position (0..1, y down) of the stored pixel position.
    pub(crate) fn to_display(self, x: f32, y: f32) -> (f32, f32) {
        let (sx, sy) = (x / self.width as f32, y / self.height as f32);
        match self.orientation {
            Orientation::Upright => (sx, sy),
            Orientation::HalfTurn => (1.0 - sx, 1.0 - sy),
            Orientation::QuarterTurnRight => (1.0 - sy, sx),
            Orientation::QuarterTurnLeft => (sy, 1.0 - sx),
        }
    }

    /// Stored pixel position of the displayed position (0..1, y down).
    pub(crate) fn to_stored(self, x: f32, y: f32) -> (f32, f32) {
        let (sx, sy) = match self.orientation {
            Orientation::Upright => (x, y),
            Orientation::HalfTurn => (1.0 - x, 1.0 - y),
            Orientation::QuarterTurnRight => (y, 1.0 - x),
            Orientation::QuarterTurnLeft => (1.0 - y, x),
        };
        (sx * self.width as f32, sy * self.height as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_orientation_maps_there_and_back() {
        use Orientation::{HalfTurn, QuarterTurnLeft, QuarterTurnRight, Upright};
        for orientation in [Upright, HalfTurn, QuarterTurnRight, QuarterTurnLeft] {
            let frame = Frame::of(0.5, 4.0 / 3.0, orientation);
            let (x, y) = frame.to_stored(0.2, 0.7);
            let (u, v) = frame.to_display(x, y);
            assert!((u - 0.2).abs() < 1e-4 && (v - 0.7).abs() < 1e-4, "{orientation:?}: {u} {v}");
        }
    }

    #[test]
    fn orientation_6_stores_the_top_of_the_view_in_its_first_column() {
        let frame = Frame::of(0.5, 4.0 / 3.0, Orientation::QuarterTurnRight);
        assert!(frame.height > frame.width);
        assert!(frame.to_stored(0.5, 0.0).0.abs() < 1e-3);
    }
}
