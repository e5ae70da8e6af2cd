use super::frame::Size;

/// How stored pixels must be turned to stand upright; EXIF tag 0x0112, values 1 to 8.
///
/// Source: EXIF 2.32, section 4.6.4, "Orientation".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Orientation {
    /// Exchange rows and columns, before the mirrors.
    transpose: bool,
    /// Mirror left and right.
    mirror: bool,
    /// Mirror top and bottom.
    flip: bool,
}

impl Orientation {
    /// From the tag's value; what EXIF does not define counts as upright.
    pub(super) fn from_exif(value: u32) -> Self {
        let (transpose, mirror, flip) = match value {
            2 => (false, true, false),
            3 => (false, true, true),
            4 => (false, false, true),
            5 => (true, false, false),
            6 => (true, true, false),
            7 => (true, true, true),
            8 => (true, false, true),
            _ => (false, false, false),
        };
        Self { transpose, mirror, flip }
    }

    /// Turns RGB pixels upright and returns them with their new size.
    pub(super) fn apply(self, pixels: Vec<u8>, size: Size) -> (Vec<u8>, Size) {
        if self == Self::default() {
            return (pixels, size);
        }
        let turned = if self.transpose { size.turned() } else { size };
        let mut out = Vec::with_capacity(pixels.len());
        for y in 0..turned.height {
            for x in 0..turned.width {
                let at = self.source_of(x, y, turned) * 3;
                out.extend_from_slice(&pixels[at..at + 3]);
            }
        }
        (out, turned)
    }

    /// Index of the stored pixel that belongs at `(x, y)` of the upright frame.
    fn source_of(self, x: u32, y: u32, turned: Size) -> usize {
        let x = if self.mirror { turned.width - 1 - x } else { x } as usize;
        let y = if self.flip { turned.height - 1 - y } else { y } as usize;
        if self.transpose { x * turned.height as usize + y } else { y * turned.width as usize + x }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two rows of three pixels, as a camera stored them: the letters are pixels.
    fn turned(value: u32) -> (String, Size) {
        let stored = b"abcdef".iter().flat_map(|&b| [b, b, b]).collect();
        let (pixels, size) = Orientation::from_exif(value).apply(stored, Size { width: 3, height: 2 });
        (pixels.chunks_exact(3).map(|p| char::from(p[0])).collect(), size)
    }

    #[test]
    fn each_exif_orientation_turns_the_pixels_upright() {
        let wide = Size { width: 3, height: 2 };
        let tall = wide.turned();
        let table = [
            (1, "abcdef", wide),
            (2, "cbafed", wide),
            (3, "fedcba", wide),
            (4, "defabc", wide),
            (5, "adbecf", tall),
            (6, "daebfc", tall),
            (7, "fcebda", tall),
            (8, "cfbead", tall),
            (0, "abcdef", wide),
            (9, "abcdef", wide),
        ];
        for (value, pixels, size) in table {
            assert_eq!(turned(value), (pixels.to_owned(), size), "orientation {value}");
        }
    }
}
