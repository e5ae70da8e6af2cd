use std::collections::BTreeMap;

use safetensors::tensor::{Dtype, TensorView, serialize};

use super::{HEAD, ModelError, Weights};

/// A linear head: one weight a feature, and a bias.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Head {
    /// One a feature.
    pub weight: Vec<f32>,
    /// Added to the weighted sum.
    pub bias: f32,
}

impl Head {
    /// Reads `head.safetensors`.
    ///
    /// # Errors
    /// When it is damaged or has not `features` weights.
    pub(crate) fn read(bytes: &[u8], features: usize) -> Result<Self, ModelError> {
        let weights = Weights::open(HEAD, bytes)?;
        let bias = weights.values("bias", &[1])?;
        Ok(Self { weight: weights.values("weight", &[features])?, bias: bias[0] })
    }

    /// `head.safetensors`; the same head gives the same bytes.
    ///
    /// # Errors
    /// Never in practice: the shapes are those of the data.
    pub(crate) fn write(&self) -> Result<Vec<u8>, ModelError> {
        let weight: Vec<u8> = self.weight.iter().flat_map(|value| value.to_le_bytes()).collect();
        let bias = self.bias.to_le_bytes();
        let damaged = |source| ModelError::Damaged { file: HEAD, source };
        let views = BTreeMap::from([
            ("bias", TensorView::new(Dtype::F32, vec![1], &bias).map_err(damaged)?),
            ("weight", TensorView::new(Dtype::F32, vec![self.weight.len()], &weight).map_err(damaged)?),
        ]);
        serialize(views, None).map_err(damaged)
    }

    /// The head whose sum is that of this one and, with weight `share`, that of another.
    #[expect(clippy::cast_possible_truncation, reason = "the head is stored as f32")]
    pub(crate) fn mixed(&self, other: &Self, share: f64) -> Self {
        let mix = |own: f32, other: f32| (f64::from(own) * (1.0 - share) + f64::from(other) * share) as f32;
        let weights = self.weight.iter().zip(&other.weight);
        Self {
            weight: weights.map(|(own, other)| mix(*own, *other)).collect(),
            bias: mix(self.bias, other.bias),
        }
    }

    /// The weighted sum. In f64, so that its last bits do not hang on the order of the additions.
    pub(crate) fn sum(&self, features: &[f32]) -> f64 {
        let products = self.weight.iter().zip(features).map(|(w, x)| f64::from(*w) * f64::from(*x));
        f64::from(self.bias) + products.sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixed_head_gives_the_mixed_sum() {
        let (own, other) =
            (Head { weight: vec![1.0, 2.0], bias: 1.0 }, Head { weight: vec![5.0, 0.0], bias: -3.0 });
        let features = [3.0, 4.0];
        let mixed = own.sum(&features) * 0.75 + other.sum(&features) * 0.25;
        assert!((own.mixed(&other, 0.25).sum(&features) - mixed).abs() < 1e-12);
    }
}
