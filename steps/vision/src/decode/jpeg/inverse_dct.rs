use std::f32::consts::{FRAC_1_SQRT_2, PI};

/// The inverse DCT to 1, 2, 4 or 8 samples across and down.
///
/// A smaller block is the inverse DCT of that size over the low frequencies alone, which is what averaging over the
/// block's samples would give but for the highest frequencies.
#[derive(Debug)]
pub(super) struct InverseDct {
    /// For each size (1, 2, 4, 8), each frequency, each sample.
    basis: [[[f32; 8]; 8]; 4],
}

impl InverseDct {
    pub(super) fn new() -> Self {
        Self { basis: [1, 2, 4, 8].map(basis) }
    }

    /// Writes a block of samples, `size` across and down, rows `stride` apart.
    pub(super) fn write(
        &self,
        coefficients: &[f32; 64],
        size: (usize, usize),
        out: &mut [u8],
        stride: usize,
    ) {
        match size.0 {
            1 => self.write_across::<1>(coefficients, size.1, out, stride),
            2 => self.write_across::<2>(coefficients, size.1, out, stride),
            4 => self.write_across::<4>(coefficients, size.1, out, stride),
            _ => self.write_across::<8>(coefficients, size.1, out, stride),
        }
    }

    fn write_across<const W: usize>(
        &self,
        coefficients: &[f32; 64],
        high: usize,
        out: &mut [u8],
        stride: usize,
    ) {
        match high {
            1 => self.write_sized::<W, 1>(coefficients, out, stride),
            2 => self.write_sized::<W, 2>(coefficients, out, stride),
            4 => self.write_sized::<W, 4>(coefficients, out, stride),
            _ => self.write_sized::<W, 8>(coefficients, out, stride),
        }
    }

    fn write_sized<const W: usize, const H: usize>(
        &self,
        coefficients: &[f32; 64],
        out: &mut [u8],
        stride: usize,
    ) {
        let across = &self.basis[W.trailing_zeros() as usize];
        let down = &self.basis[H.trailing_zeros() as usize];
        for y in 0..H {
            let mut row = [0.0; W];
            for (v, frequencies) in coefficients.chunks_exact(8).take(H).enumerate() {
                for (sum, coefficient) in row.iter_mut().zip(frequencies) {
                    *sum += down[v][y] * coefficient;
                }
            }
            let mut samples = [128.0; W];
            for (amplitude, wave) in row.iter().zip(across) {
                for (sample, value) in samples.iter_mut().zip(wave) {
                    *sample += amplitude * value;
                }
            }
            for (byte, sample) in out[y * stride..].iter_mut().zip(samples) {
                *byte = to_sample(sample);
            }
        }
    }
}

/// Rounds to the nearest sample, 0 to 255.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, as samples must"
)]
pub(super) fn to_sample(value: f32) -> u8 {
    (value + 0.5) as u8
}

#[expect(clippy::cast_precision_loss, reason = "numbers under 16 are exact")]
fn basis(size: usize) -> [[f32; 8]; 8] {
    let mut basis = [[0.0; 8]; 8];
    for (u, wave) in basis.iter_mut().enumerate().take(size) {
        let scale = if u == 0 { 0.5 * FRAC_1_SQRT_2 } else { 0.5 };
        for (x, value) in wave.iter_mut().enumerate().take(size) {
            *value = scale * ((2 * x + 1) as f32 * u as f32 * PI / (2 * size) as f32).cos();
        }
    }
    basis
}
