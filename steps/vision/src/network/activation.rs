use candle_core::{CpuStorage, InplaceOp1, Layout, bail};
use pulp::Arch;

/// Adds a bias to each place of `places x channels`, in place, and cuts to 0..6 where the layer is activated.
#[derive(Debug)]
pub(super) struct BiasAndActivation {
    /// One a channel.
    pub bias: Vec<f32>,
    /// What follows the bias.
    pub activation: Activation,
}

/// What follows a convolution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Activation {
    /// Nothing: a block's projection.
    None,
    /// `min(max(x, 0), 6)`.
    Relu6,
}

impl InplaceOp1 for BiasAndActivation {
    fn name(&self) -> &'static str {
        "bias-and-activation"
    }

    fn cpu_fwd(&self, storage: &mut CpuStorage, layout: &Layout) -> candle_core::Result<()> {
        let (Some((start, end)), CpuStorage::F32(values)) = (layout.contiguous_offsets(), storage) else {
            bail!("bias-and-activation takes contiguous f32");
        };
        let (low, high) = match self.activation {
            Activation::None => (f32::NEG_INFINITY, f32::INFINITY),
            Activation::Relu6 => (0.0, 6.0),
        };
        Arch::new().dispatch(|| {
            for place in values[start..end].chunks_exact_mut(self.bias.len()) {
                for (value, bias) in place.iter_mut().zip(&self.bias) {
                    *value = (*value + bias).max(low).min(high);
                }
            }
        });
        Ok(())
    }
}
