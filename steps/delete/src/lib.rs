//! The step that puts a photo into the trash, or destroys it where the retention is 0.

mod check;
mod error;
mod handler;
mod retention;

pub use error::DeleteError;
pub use handler::handle;
pub use retention::Retention;
