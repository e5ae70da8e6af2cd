//! The embedded cloud: what the triage needs of AWS, in one process on one machine.

mod objects;
pub mod s3;

pub use objects::S3Objects;
