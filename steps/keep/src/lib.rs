//! The step that puts a photo into the kept or the review folder.

mod error;
mod handler;

pub use error::KeepError;
pub use handler::handle;
