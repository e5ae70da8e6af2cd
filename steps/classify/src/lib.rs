//! The step that looks at a photo and judges it.

mod error;
mod handler;
mod look_at_photo;
mod shipped;

pub use error::ClassifyError;
pub use handler::{Classify, DEFAULT_MAX_PHOTO_BYTES, max_photo_bytes};
pub use look_at_photo::{Look, LookAtPhoto, LookFault};
