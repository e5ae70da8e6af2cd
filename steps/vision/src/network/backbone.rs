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
