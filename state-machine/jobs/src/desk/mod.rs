//! The one loop that owns the book, and the handle by which others speak with it.

mod acting;
mod draft;
mod jobs;
mod message;
mod open;
mod options;
mod run_jobs;
mod turn;

pub use jobs::Jobs;
pub(crate) use open::ENVIRONMENT;
pub use open::OpenError;
pub use options::JobsOptions;
