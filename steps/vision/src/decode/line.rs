use super::fault::Fault;

/// What the samples of a pixel mean, 8 bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Samples {
    Grey,
    GreyAlpha,
    Rgb,
    Rgba,
}

impl Samples {
    /// Samples of one pixel.
    pub(super) const fn count(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::GreyAlpha => 2,
            Self::Rgb => 3,
            Self::Rgba => 4,
        }
    }

    /// Writes pixels as RGB over `out`; what is transparent lies on white, as viewers show it.
    pub(super) fn to_rgb(self, samples: &[u8], out: &mut Vec<u8>) {
        out.clear();
        match self {
            Self::Grey => out.extend(samples.iter().flat_map(|&grey| [grey; 3])),
            Self::Rgb => out.extend_from_slice(samples),
            Self::GreyAlpha => out.extend(samples.chunks_exact(2).flat_map(|p| [on_white(p[0], p[1]); 3])),
            Self::Rgba => out.extend(
                samples
                    .chunks_exact(4)
                    .flat_map(|p| [on_white(p[0], p[3]), on_white(p[1], p[3]), on_white(p[2], p[3])]),
            ),
        }
    }
}

fn on_white(sample: u8, alpha: u8) -> u8 {
    let (sample, alpha) = (u32::from(sample), u32::from(alpha));
    u8::try_from((sample * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
}

/// Bytes of one row, as the heap estimate counts them.
pub(super) fn row_bytes(width: u32, samples: Samples) -> Result<usize, Fault> {
    (width as usize)
        .checked_mul(samples.count())
        .ok_or_else(|| Fault::TooLarge(format!("a row of {width} pixels is too long")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transparent_pixels_lie_on_white() {
        let mut out = Vec::new();
        Samples::Rgba.to_rgb(&[10, 20, 30, 255, 10, 20, 30, 0, 0, 0, 0, 128], &mut out);
        assert_eq!(out, [10, 20, 30, 255, 255, 255, 127, 127, 127]);
        Samples::GreyAlpha.to_rgb(&[9, 255, 9, 0], &mut out);
        assert_eq!(out, [9, 9, 9, 255, 255, 255]);
    }
}
