//! The step that claims a photo: a safe move into the in-work folder, under the execution's name.

mod adopt;
mod error;
mod handler;
mod settled;

pub use error::StageError;
pub use handler::handle;
