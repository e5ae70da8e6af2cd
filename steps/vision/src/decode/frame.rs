use super::Format;

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Size {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl Size {
    /// The product of both edges.
    pub fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// The smaller of both edges.
    pub fn shorter_edge(self) -> u32 {
        self.width.min(self.height)
    }

    /// Width and height exchanged.
    pub(super) fn turned(self) -> Self {
        Self { width: self.height, height: self.width }
    }
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}x{} pixels", self.width, self.height)
    }
}

/// A photo that decoded cleanly, upright, at reduced scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// sRGB as stored, 3 bytes a pixel, row by row from the top left, without padding:
    /// `3 * width * height` bytes.
    pub pixels: Vec<u8>,
    /// Size of `pixels`, after the orientation was applied.
    pub size: Size,
    /// Size of the photo in its file, before the orientation was applied.
    pub original: Size,
    /// What the bytes were.
    pub format: Format,
}
