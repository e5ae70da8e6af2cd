//! Why a photo could not be rendered.

use crate::Megapixels;

/// Why a photo could not be rendered.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The size is not one that a scene has.
    #[error("megapixels is {value}, allowed are {} to {}", Megapixels::MIN, Megapixels::MAX)]
    Megapixels {
        /// The value asked for.
        value: f32,
    },
    /// The writer failed, or the JPEG encoder refused.
    #[error("write the JPEG")]
    Encode(#[from] jpeg_encoder::EncodingError),
    /// The EXIF block could not be built.
    #[error("write the EXIF block")]
    Exif(#[from] exif::Error),
}
