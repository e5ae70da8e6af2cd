//! The embedded cloud: what the triage needs of AWS, in one process on one machine.

pub mod cloud;
mod executions;
mod objects;
pub mod s3;
mod server;
mod step_functions;

pub use executions::SqliteStore;
pub use objects::S3Objects;
pub use server::{Exposure, ServeError};
pub use step_functions::{ApiError, BODY_LIMIT_BYTES, JsonService, Registry, RegistryFile, StepFunctions};
