use safetensors::{Dtype, SafeTensors};

use super::ModelError;

/// An opened safetensors file.
pub(crate) struct Weights<'a> {
    file: &'static str,
    tensors: SafeTensors<'a>,
}

impl<'a> Weights<'a> {
    /// Opens the bytes of `file`.
    ///
    /// # Errors
    /// When they are no intact safetensors file.
    pub(crate) fn open(file: &'static str, bytes: &'a [u8]) -> Result<Self, ModelError> {
        let tensors =
            SafeTensors::deserialize(bytes).map_err(|source| ModelError::Damaged { file, source })?;
        Ok(Self { file, tensors })
    }

    /// The numbers of one tensor, f16 or f32 on disk.
    ///
    /// # Errors
    /// When it is missing, of another type or shape, or holds a number that is not finite.
    pub(crate) fn values(&self, tensor: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let refuse = |detail: String| ModelError::Tensor { file: self.file, tensor: tensor.into(), detail };
        let view = self.tensors.tensor(tensor).map_err(|error| refuse(error.to_string()))?;
        if view.shape() != shape {
            return Err(refuse(format!("its shape is {:?}, {shape:?} is needed", view.shape())));
        }
        let values: Vec<f32> = match view.dtype() {
            Dtype::F16 => {
                let pairs = view.data().as_chunks().0;
                pairs.iter().map(|pair| half::f16::from_le_bytes(*pair).to_f32()).collect()
            }
            Dtype::F32 => view.data().as_chunks().0.iter().map(|four| f32::from_le_bytes(*four)).collect(),
            other => return Err(refuse(format!("its type is {other:?}, F16 or F32 is needed"))),
        };
        match values.iter().find(|value| !value.is_finite()) {
            Some(value) => Err(refuse(format!("it holds {value}, only finite numbers are allowed"))),
            None => Ok(values),
        }
    }
}
