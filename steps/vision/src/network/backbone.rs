use candle_core::{Device, Result, Tensor};

use super::activation::{Activation, BiasAndActivation};
use super::depthwise::Depthwise;
use super::{BLOCKS, BlockShape, STEM_CHANNELS, Tap, stem};
use crate::model::Weights;

/// The convolutions of EfficientNet-lite0 as far as the deepest tap needs them.
#[derive(Debug)]
pub(crate) struct Backbone {
    stem: Pointwise,
    blocks: Vec<Block>,
    taps: Vec<Tap>,
}

#[derive(Debug)]
struct Block {
    shape: BlockShape,
    expand: Option<Pointwise>,
    /// Absent where a tap reads the expansion and nothing after it is needed.
    rest: Option<(Depthwise, Pointwise)>,
}

/// A 1x1 convolution: a matrix product, a bias, an activation.
#[derive(Debug)]
struct Pointwise {
    /// `input x output`.
    weight: Tensor,
    after: BiasAndActivation,
}

impl Backbone {
    /// Takes the tensors that the deepest of `taps` needs out of `weights`.
    ///
    /// # Errors
    /// When a tensor is missing or of another shape.
    pub(crate) fn load(weights: &Weights, taps: Vec<Tap>) -> std::result::Result<Self, crate::ModelError> {
        let stem = Pointwise::load(weights, "stem", (stem::PATCH, STEM_CHANNELS), Activation::Relu6)?;
        let last = taps.iter().map(|tap| tap.block()).max().unwrap_or(0);
        let blocks = (0..=last)
            .map(|n| Block::load(weights, n, n < last || taps.contains(&Tap::Block(n))))
            .collect::<std::result::Result<_, _>>()?;
        Ok(Self { stem, blocks, taps })
    }

    /// The activations at each tap, `places x channels`.
    ///
    /// `pixels` is `height x width x 3`, normalised; both edges multiples of 32.
    pub(crate) fn activations(
        &self,
        pixels: &[f32],
        height: usize,
        width: usize,
    ) -> Result<Vec<(Tap, Vec<f32>)>> {
        let patches = stem::patches(pixels, height, width);
        let (height, width) = (height / 2, width / 2);
        let patches = Tensor::from_vec(patches, (height * width, stem::PATCH), &Device::Cpu)?;
        let mut current = self.stem.forward(&patches)?.reshape((height, width, STEM_CHANNELS))?;
        let mut found: Vec<(Tap, Vec<f32>)> = Vec::with_capacity(self.taps.len());
        for (n, block) in self.blocks.iter().enumerate() {
            let expanded = block.expanded(&current)?;
            self.read(Tap::Expanded(n), &expanded, &mut found)?;
            let Some(output) = block.rest(&current, &expanded)? else { break };
            self.read(Tap::Block(n), &output, &mut found)?;
            current = output;
        }
        Ok(found)
    }

    fn read(&self, tap: Tap, activations: &Tensor, found: &mut Vec<(Tap, Vec<f32>)>) -> Result<()> {
        if self.taps.contains(&tap) {
            found.push((tap, activations.flatten_all()?.to_vec1()?));
        }
        Ok(())
    }
}

impl Block {
    fn load(weights: &Weights, n: usize, whole: bool) -> std::result::Result<Self, crate::ModelError> {
        let shape = BLOCKS[n];
        let (wide, kernel) = (shape.expanded(), shape.kernel);
        let expand = (shape.expand > 1)
            .then(|| {
                Pointwise::load(weights, &format!("block{n}.expand"), (shape.input, wide), Activation::Relu6)
            })
            .transpose()?;
        if !whole {
            return Ok(Self { shape, expand, rest: None });
        }
        let depthwise = Depthwise {
            kernel,
            stride: shape.stride,
            weight: weights.values(&format!("block{n}.depthwise.weight"), &[kernel * kernel, wide])?,
            bias: weights.values(&format!("block{n}.depthwise.bias"), &[wide])?,
        };
        let project =
            Pointwise::load(weights, &format!("block{n}.project"), (wide, shape.output), Activation::None)?;
        Ok(Self { shape, expand, rest: Some((depthwise, project)) })
    }

    fn expanded(&self, input: &Tensor) -> Result<Tensor> {
        self.expand.as_ref().map_or_else(|| Ok(input.clone()), |expand| expand.forward(input))
    }

    fn rest(&self, input: &Tensor, expanded: &Tensor) -> Result<Option<Tensor>> {
        let Some((depthwise, project)) = &self.rest else { return Ok(None) };
        let output = project.forward(&expanded.apply_op1_no_bwd(depthwise)?)?;
        Ok(Some(if self.shape.is_residual() { (output + input)? } else { output }))
    }
}

impl Pointwise {
    fn load(
        weights: &Weights,
        name: &str,
        (input, output): (usize, usize),
        activation: Activation,
    ) -> std::result::Result<Self, crate::ModelError> {
        let weight = weights.values(&format!("{name}.weight"), &[input, output])?;
        let bias = weights.values(&format!("{name}.bias"), &[output])?;
        let weight = Tensor::from_vec(weight, (input, output), &Device::Cpu)
            .map_err(|error| crate::ModelError::Network { detail: error.to_string() })?;
        Ok(Self { weight, after: BiasAndActivation { bias, activation } })
    }

    /// Over the last dimension of `input`; the others are places.
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        let mut dims = input.dims().to_vec();
        let channels = dims.pop().unwrap_or(1);
        let places: usize = dims.iter().product();
        let output = input.reshape((places, channels))?.matmul(&self.weight)?;
        output.inplace_op1(&self.after)?;
        dims.push(self.after.bias.len());
        output.reshape(dims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BACKBONE, ModelFiles};
    use crate::network::{Pool, pool};

    const TOP_OF_EXPANDED_11: [f32; 42] = [
        0.2790, 0.4522, 0.5324, 0.0000, 4.2965, 0.3162, 0.0834, 0.0000, 0.0000, 0.2140, 1.5014, 0.0000,
        3.0848, 0.0000, 0.2787, 0.0000, 1.6203, 0.3352, 1.1627, 0.4703, 0.0000, 2.4399, 0.0000, 0.0000,
        0.1147, 0.0000, 0.4425, 0.0000, 0.0000, 0.0000, 2.7831, 0.0000, 0.0000, 0.1044, 0.0000, 0.0000,
        1.5988, 1.6751, 0.0000, 0.7610, 1.4118, 0.0000,
    ];
    const MEAN_OF_BLOCK_10: [f32; 28] = [
        3.9705, 11.6956, -6.6181, 4.2766, -2.7981, 6.8866, 0.3571, 8.3620, 4.5628, -1.0227, -0.7352, 1.9080,
        -3.6727, -7.0268, 4.4903, -2.8161, 1.0447, 0.5778, 7.4320, -4.8201, 0.4858, 1.4664, -7.3043, -5.0404,
        -1.8370, -2.6511, 2.7816, -4.4271,
    ];

    /// A picture that needs no file: stripes and a checker.
    fn synthetic(height: usize, width: usize) -> Vec<f32> {
        let places = (0..height).flat_map(|y| (0..width).flat_map(move |x| (0..3).map(move |c| (x, y, c))));
        let value = |(x, y, c): (usize, usize, usize)| (x * 7 + y * 13 + c * 101 + ((x * y) % 17) * 5) % 256;
        places.map(|at| (f32::from(u16::try_from(value(at)).unwrap()) - 127.0) / 128.0).collect()
    }

    /// Recorded from `PyTorch` 2.15 with `efficientnet-lite-pytorch` 0.1.0 and the unfolded f32 weights, 2026-11-21: every
    /// 16th channel of `_blocks.11`'s expansion, every 4th of `_blocks.10`'s output. Ours are folded and f16.
    #[test]
    fn the_activations_are_those_of_pytorch() {
        let files = ModelFiles::shipped();
        let weights = Weights::open(BACKBONE, &files.backbone).unwrap();
        let taps = vec![Tap::Block(10), Tap::Expanded(11)];
        let found =
            Backbone::load(&weights, taps).unwrap().activations(&synthetic(96, 128), 96, 128).unwrap();
        let mean = pool(&found[0].1, 112, Pool::Mean);
        for (found, expected) in mean.iter().step_by(4).zip(MEAN_OF_BLOCK_10) {
            assert!((found - expected).abs() < 0.05 + 0.005 * expected.abs(), "{found} {expected}");
        }
        let top = pool(&found[1].1, 672, Pool::Top);
        for (found, expected) in top.iter().step_by(16).zip(TOP_OF_EXPANDED_11) {
            assert!((found - expected).abs() < 0.02 + 0.005 * expected.abs(), "{found} {expected}");
        }
    }

    #[test]
    fn a_tap_deeper_than_the_weights_is_refused_by_name() {
        let files = ModelFiles::shipped();
        let weights = Weights::open(BACKBONE, &files.backbone).unwrap();
        let refused = Backbone::load(&weights, vec![Tap::Block(15)]).unwrap_err().to_string();
        assert!(refused.contains("backbone.safetensors, tensor block11.depthwise.weight"), "{refused}");
    }
}
