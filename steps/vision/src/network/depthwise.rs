use candle_core::{CpuStorage, CustomOp1, Layout, Shape, bail};
use pulp::Arch;

/// A depthwise convolution with "same" padding as TensorFlow pads (the odd row goes below, the odd column right),
/// its bias and `ReLU6`, over `height x width x channels`.
#[derive(Debug)]
pub(crate) struct Depthwise {
    /// Edge of the kernel.
    pub kernel: usize,
    /// Step of the kernel.
    pub stride: usize,
    /// `kernel x kernel x channels`.
    pub weight: Vec<f32>,
    /// One a channel.
    pub bias: Vec<f32>,
}

impl CustomOp1 for Depthwise {
    fn name(&self) -> &'static str {
        "depthwise"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> candle_core::Result<(CpuStorage, Shape)> {
        let (height, width, channels) = layout.shape().dims3()?;
        let (Some((start, end)), CpuStorage::F32(values)) = (layout.contiguous_offsets(), storage) else {
            bail!("depthwise takes contiguous f32");
        };
        if channels != self.bias.len() || self.weight.len() != self.kernel * self.kernel * channels {
            bail!("depthwise has {} channels, its input {channels}", self.bias.len());
        }
        let output = self.convolve(&values[start..end], height, width);
        let shape = (height.div_ceil(self.stride), width.div_ceil(self.stride), channels);
        Ok((CpuStorage::F32(output), shape.into()))
    }
}

impl Depthwise {
    /// The convolution itself.
    pub(crate) fn convolve(&self, input: &[f32], height: usize, width: usize) -> Vec<f32> {
        let channels = self.bias.len();
        let (rows, columns) = (height.div_ceil(self.stride), width.div_ceil(self.stride));
        let mut output = vec![0.0; rows * columns * channels];
        let vertical = Axis { length: height, kernel: self.kernel, stride: self.stride };
        let horizontal = Axis { length: width, ..vertical };
        Arch::new().dispatch(|| {
            for (row, line) in output.chunks_exact_mut(columns * channels).enumerate() {
                for (column, out) in line.chunks_exact_mut(channels).enumerate() {
                    self.one_place(input, (vertical.window(row), horizontal.window(column)), (width, out));
                }
            }
        });
        output
    }

    /// All channels of one place of the output, in blocks as wide as fit: a wider block asks less often where its
    /// numbers lie.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "only inlined into `dispatch` is it compiled for the CPU's widest registers"
    )]
    fn one_place(&self, input: &[f32], windows: (Window, Window), (width, out): (usize, &mut [f32])) {
        let channels = out.len();
        let mut first = 0;
        while first < channels {
            let place = Place { width, channels, first };
            first += match channels - first {
                64.. => self.block::<64>(input, windows, (place, out)),
                32.. => self.block::<32>(input, windows, (place, out)),
                16.. => self.block::<16>(input, windows, (place, out)),
                _ => self.block::<1>(input, windows, (place, out)),
            };
        }
    }

    /// `LANES` channels of one place of the output; returns how many those are. The sums stay in registers.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    fn block<const LANES: usize>(
        &self,
        input: &[f32],
        (rows, columns): (Window, Window),
        (place, out): (Place, &mut [f32]),
    ) -> usize {
        let Place { width, channels, first } = place;
        let mut sum = [0.0; LANES];
        sum.copy_from_slice(&self.bias[first..first + LANES]);
        for (y, tap_row) in rows.places() {
            for (x, tap_column) in columns.places() {
                let at = (y * width + x) * channels + first;
                let tap = (tap_row * self.kernel + tap_column) * channels + first;
                let (values, weights) = (&input[at..at + LANES], &self.weight[tap..tap + LANES]);
                for lane in 0..LANES {
                    sum[lane] += values[lane] * weights[lane];
                }
            }
        }
        for (value, sum) in out[first..first + LANES].iter_mut().zip(sum) {
            *value = sum.clamp(0.0, 6.0);
        }
        LANES
    }
}

/// Where a block of channels lies.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Places in a row of the input.
    width: usize,
    /// Channels of a place.
    channels: usize,
    /// The block's first channel.
    first: usize,
}

/// One direction of a convolution.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Axis {
    /// Places of the input.
    pub length: usize,
    /// Edge of the kernel.
    pub kernel: usize,
    /// Step of the kernel.
    pub stride: usize,
}

/// The places of the input that one place of the output sees, without the padding.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    first: usize,
    end: usize,
    skipped: usize,
}

impl Axis {
    /// What output place `at` sees.
    #[inline]
    pub(crate) fn window(self, at: usize) -> Window {
        let outputs = self.length.div_ceil(self.stride);
        let padding = ((outputs - 1) * self.stride + self.kernel).saturating_sub(self.length) / 2;
        let start = at * self.stride;
        let skipped = padding.saturating_sub(start);
        Window {
            first: (start + skipped) - padding,
            end: (start + self.kernel - padding).min(self.length),
            skipped,
        }
    }
}

impl Window {
    /// Each place of the input with the kernel's place that weighs it.
    #[inline]
    pub(crate) fn places(self) -> impl Iterator<Item = (usize, usize)> {
        (self.first..self.end).zip(self.skipped..)
    }
}

#[cfg(test)]
mod tests {
    use candle_core::{Device, Tensor};

    use super::*;

    fn noise(count: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f32::from(u16::try_from(state >> 16).unwrap()) / 32_768.0 - 1.0
        };
        (0..count).map(|_| next()).collect()
    }

    /// As the definition has it: pad with zeros, then slide.
    fn naive(op: &Depthwise, input: &[f32], height: usize, width: usize) -> Vec<f32> {
        let (k, s, channels) = (op.kernel, op.stride, op.bias.len());
        let (rows, columns) = (height.div_ceil(s), width.div_ceil(s));
        let top = ((rows - 1) * s + k).saturating_sub(height) / 2;
        let left = ((columns - 1) * s + k).saturating_sub(width) / 2;
        let mut output = Vec::new();
        for (row, column, c) in
            (0..rows).flat_map(|r| (0..columns).flat_map(move |x| (0..channels).map(move |c| (r, x, c))))
        {
            let mut sum = op.bias[c];
            for (i, j) in (0..k).flat_map(|i| (0..k).map(move |j| (i, j))) {
                let (y, x) = (row * s + i, column * s + j);
                if (top..top + height).contains(&y) && (left..left + width).contains(&x) {
                    sum += input[((y - top) * width + x - left) * channels + c]
                        * op.weight[(i * k + j) * channels + c];
                }
            }
            output.push(sum.clamp(0.0, 6.0));
        }
        output
    }

    #[test]
    fn it_equals_the_definition_over_shapes_kernels_and_strides() {
        for (height, width, channels) in
            [(1, 1, 1), (2, 3, 5), (7, 7, 16), (8, 6, 32), (9, 12, 40), (16, 5, 17)]
        {
            for (kernel, stride) in [(3, 1), (3, 2), (5, 1), (5, 2)] {
                let op = Depthwise {
                    kernel,
                    stride,
                    weight: noise(kernel * kernel * channels, 1),
                    bias: noise(channels, 2),
                };
                let input: Vec<f32> = noise(height * width * channels, 3).iter().map(|v| v * 4.0).collect();
                let tensor = Tensor::from_slice(&input, (height, width, channels), &Device::Cpu).unwrap();
                let output = tensor.apply_op1_no_bwd(&op).unwrap();
                assert_eq!(output.dims(), [height.div_ceil(stride), width.div_ceil(stride), channels]);
                let found = output.flatten_all().unwrap().to_vec1::<f32>().unwrap();
                for (found, expected) in found.iter().zip(naive(&op, &input, height, width)) {
                    assert!(
                        (found - expected).abs() < 1e-5,
                        "{height}x{width}x{channels} k{kernel} s{stride}"
                    );
                }
            }
        }
    }

    #[test]
    fn an_input_with_other_channels_is_refused() {
        let op = Depthwise { kernel: 3, stride: 1, weight: vec![0.0; 18], bias: vec![0.0; 2] };
        let tensor = Tensor::zeros((4, 4, 3), candle_core::DType::F32, &Device::Cpu).unwrap();
        assert!(tensor.apply_op1_no_bwd(&op).unwrap_err().to_string().contains("its input 3"));
    }
}
